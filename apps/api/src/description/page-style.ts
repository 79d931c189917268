// How the page of the description looks.

export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --key: #0a7; --accent: #06c; }
@media (prefers-color-scheme: dark) { :root { --accent: #6af; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { background: var(--soft); border-radius: 4px; overflow-x: auto; padding: .75rem; }
a { color: var(--accent); }
h2 { border-bottom: 1px solid var(--line); margin-top: 3rem; }
h3 { margin: 2.5rem 0 .5rem; }
.method { color: var(--key); font-weight: bold; }
table { border-collapse: collapse; display: block; overflow-x: auto; width: 100%; }
th, td { border-top: 1px solid var(--line); padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; }
summary { cursor: pointer; }
`;
