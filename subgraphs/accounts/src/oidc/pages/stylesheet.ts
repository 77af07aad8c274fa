/** Where the pages' stylesheet is served. */
export const STYLESHEET_PATH = '/identity.css';

/** The stylesheet of all pages: light or dark as the reader's system is. */
export const STYLESHEET = `
:root { color-scheme: light dark; --ink: #1c2333; --soft: #566079; --paper: #fff; --sky: #eef1f8; --line: #c9d0e0;
  --act: #3b4cca; --act-ink: #fff; --sun: #e8a317; --bad: #a3122a; --bad-paper: #fdecef; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9ecf5; --soft: #a5aec6; --paper: #1b2030; --sky: #10131d; --line: #3a435c; --act: #8f9cff;
    --act-ink: #10131d; --bad: #ffb3bf; --bad-paper: #3d1620; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--sky);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(26rem, 100%); padding: 2rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: .75rem; }
.brand { display: flex; align-items: center; gap: .5rem; margin: 0 0 1.5rem; font-weight: 600; letter-spacing: .02em; }
.orbit { fill: none; stroke: var(--soft); stroke-width: 1.5; } .sun { fill: var(--sun); } .planet { fill: var(--act); }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
p, ul { margin: 0 0 1rem; } .soft { color: var(--soft); }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input { width: 100%; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--soft); border-radius: .4rem; }
button { width: 100%; margin-top: 1.25rem; padding: .7rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--act-ink); background: var(--act); border: 1px solid var(--act); border-radius: .4rem; }
button.plain { margin-top: .75rem; color: var(--ink); background: transparent; border-color: var(--soft); }
input:focus-visible, button:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.fault { padding: .6rem .75rem; color: var(--bad); background: var(--bad-paper); border: 1px solid var(--bad);
  border-radius: .4rem; }
ul { padding-left: 1.2rem; }
.after { margin-top: 1rem; } main > :last-child { margin-bottom: 0; }
@media (max-width: 26rem) { body { padding: .75rem; } main { padding: 1.25rem; } }
`.trimStart();
