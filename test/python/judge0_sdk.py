"""Programs run by Judge0's own client, as its users write them; what came of each goes to stdout, as JSON."""

import json
import os
import sys
from base64 import b64decode

import judge0
from judge0 import Client, File, Filesystem, Submission, TestCase

endpoint, key = sys.argv[1:]
os.environ["JUDGE0_CE_ENDPOINT"] = endpoint
os.environ["JUDGE0_CE_AUTH_HEADERS"] = json.dumps({"X-Auth-Token": key} if key else {})

SUM = '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); return 0; }\n'
ARGUMENTS = '#include <stdio.h>\nint main(int n, char **v) { fprintf(stderr, "%s", v[1]); printf("%s", WORD); return n; }\n'
FILES = """#include <stdio.h>
#include "lib/two.h"
int main(void) { char word[9]; fgets(word, 9, fopen("data.txt", "r")); printf("%s %d", word, two()); return 0; }
"""
ENDS = {
    "compile": "int main(void) { return missing; }",
    "time": "int main(void) { for (;;); }",
    "crash": "int main(void) { return *(volatile int *)0; }",
    "status": "int main(void) { return 3; }",
    "call": "#include <sys/socket.h>\nint main(void) { return socket(2, 1, 0); }",
}


def told(one):
    return {
        "status": one.status.name,
        "stdout": one.stdout,
        "stderr": one.stderr,
        "compile_output": one.compile_output,
        # Judge0 encodes it as it does outputs, and its client leaves that to whoever reads it.
        "message": b64decode(one.message).decode() if one.message else None,
        "exit_code": one.exit_code,
        "exit_signal": one.exit_signal,
        "has_times": one.time is not None and one.wall_time is not None and one.memory is not None,
        "is_dated": one.created_at is not None and one.finished_at >= one.created_at,
    }


def asked_for():
    client = Client(endpoint, headers={"X-Auth-Token": key} if key else None)
    return {
        "version": client.version,
        "batch": client.config.max_submission_batch_size,
        "c": [client.get_language_id(alias) for alias in (judge0.C, judge0.C_GCC)],
        "supports": [client.is_language_supported(alias) for alias in (judge0.C, judge0.PYTHON)],
        "language": client.get_language(50).name,
        "statuses": len(client.get_statuses()),
    }


def several():
    more = [Submission(source_code=SUM, language=judge0.C, stdin=f"{n} {n}") for n in range(25)]
    waiting = judge0.async_run(submissions=more)
    judge0.wait(submissions=waiting)
    return [one.stdout for one in waiting]


def asynchronous():
    one = judge0.async_run(source_code=SUM, language=judge0.C, stdin="4 5")
    was_done = one.is_done()
    judge0.wait(submissions=one)
    return {"was_done": was_done, "token": str(one.token) != "", **told(one)}


def with_tests():
    tests = [TestCase(input="1 1", expected_output="2"), ("2 2", "5"), {"input": "3 3", "expected_output": "6"}]
    return [told(one) for one in judge0.run(source_code=SUM, language=judge0.C, test_cases=tests)]


def with_files():
    files = Filesystem(
        content=[
            File(name="data.txt", content="hello"),
            File(name="lib/two.h", content="int two(void);\n"),
            File(name="two.c", content="int two(void) { return 2; }\n"),
        ]
    )
    return told(judge0.run(source_code=FILES, language=50, additional_files=files, compiler_options="two.c"))


def with_options():
    return told(
        judge0.run(
            source_code=ARGUMENTS,
            language=judge0.C_GCC,
            compiler_options="-O2 -DWORD=v[2]",
            command_line_arguments="'a b' ä",
            redirect_stderr_to_stdout=True,
            number_of_runs=2,
            cpu_time_limit=1.5,
            wall_time_limit=3,
            memory_limit=65536,
            max_file_size=64,
        )
    )


def ended():
    return {
        name: told(judge0.run(source_code=source, language=judge0.C, cpu_time_limit=0.5))
        for name, source in ENDS.items()
    }


parts = [asked_for, asynchronous, several, with_tests, with_files, with_options, ended]
print(json.dumps({part.__name__: part() for part in parts}))
