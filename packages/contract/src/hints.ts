// What a beginner is told beside what gcc says, where that leaves no doubt of what is amiss. Leans on nothing, as the page
// has it too.

/** Told where gcc says `where`; by its name the page has it in other languages. */
type Hint = { name: string; text: string; where: RegExp };

/** In the order in which they are told. */
export const hints: readonly Hint[] = [
  // Headers that C has none of such a name; and whoever had a type `using` or a variable `cout` would have declared it.
  {
    name: 'cplusplus',
    text: 'This is C++; Cellblock compiles C.',
    where:
      /^(?:iostream|iomanip|fstream|sstream|vector|algorithm|bits\/stdc\+\+\.h|c(?:math|stdio|stdlib|string)): No such file|^unknown type name '(?:using|namespace|template)'|^'c(?:out|in)' undeclared/,
  },
  // What programs of Java, Python and JavaScript begin with.
  {
    name: 'other',
    text: 'This looks like another language; Cellblock compiles C.',
    where: /^unknown type name '(?:import|package|public|class|def|function)'/,
  },
  // Whoever leaves the header out is told of the function by the linker.
  {
    name: 'dos',
    text: 'This is of DOS and Windows, and not here; to wait for Enter, stdio.h has getchar.',
    where:
      /^(?:conio|windows|dos|graphics)\.h: No such file|^undefined reference to .(?:getche?|clrscr|kbhit|gotoxy).$/,
  },
  {
    name: 'main',
    text: 'There is no function called main, with which a program begins.',
    where: /^undefined reference to .main.$/,
  },
  // It is a warning, and the status then what happens to be in a register.
  {
    name: 'status',
    text: 'What main returns is the status that the program ends with: it is to be int main(void).',
    where: /^return type of 'main' is not 'int'/,
  },
  // glibc has it still, and declares it for standards before C11 alone.
  {
    name: 'gets',
    text: 'gets can’t know how much room there is, and is in C no more: use fgets(s, sizeof s, stdin).',
    where: /^implicit declaration of function 'gets'/,
  },
  // Of what takes a format only scanf wants pointers to numbers; one to characters printf wants too.
  {
    name: 'address',
    text: 'scanf has to know where to put what it reads: give it the address, as &n for n.',
    where:
      /^format '%[^']+' expects argument of type '(?!(?:const )?(?:char|void|wchar_t))[\w ]+ \*', but argument \d+ has type '[\w ]+'/,
  },
  // First bytes of curly quotes, dashes and spaces that keep words together, as documents and web pages have them.
  {
    name: 'lookalike',
    text: 'A character here only looks like one of C’s, as “ does like ". Type it anew.',
    where: /^stray '\\(?:302|342)'/,
  },
];

/** The hints for what a compiler said. */
export function hintsFor(compile: { diagnostics: readonly { message: string }[] } | null): readonly Hint[] {
  const messages = (compile?.diagnostics ?? []).map(({ message }) => message);
  return hints.filter(({ where }) => messages.some((message) => where.test(message)));
}
