// The few things that are done to the document, typed and without any markup in strings.

/** The one element of the page that this selector names; an Error where the page has none of this type. */
export function the<Found extends Element>(selector: string, type: new () => Found): Found {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`the page has no ${selector}`);
  return found;
}

/** All elements of a type that this selector names. */
export const all = <Found extends Element>(selector: string, type: new () => Found): Found[] =>
  [...document.querySelectorAll(selector)].filter((each): each is Found => each instanceof type);

type Attributes = Record<string, string | number | boolean>;

/** A new element. Text in it is text, whatever it looks like. */
export function made<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button that does something. */
export function button(label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = made('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', act);
  return element;
}
