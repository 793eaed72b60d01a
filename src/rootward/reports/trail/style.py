"""How the page with the picture looks: in light and dark, on a telephone and on paper. Colours by WCAG 2.2.

https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --dim: #5c6670; --paper: #ffffff; --line: #d5dae0; --band: #f4f6f8;
  --needless: #c0262d; --doubtful: #9a6700; --needed: #1a6fb5; --gap: #8a949e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --dim: #9aa5b0; --paper: #14171a; --line: #39414a;
  --band: #1d2126; --needless: #ff6b6b; --doubtful: #e0b341; --needed: #6cb6ff; --gap: #6b7580; } }
@media print { :root { color-scheme: light; --ink: #000000; --dim: #444444; --paper: #ffffff; --line: #bbbbbb;
  --band: #f4f4f4; --needless: #c0262d; --doubtful: #9a6700; --needed: #1a6fb5; --gap: #888888; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } figure, tr { break-inside: avoid; }
  h2, figcaption { break-after: avoid; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
td p, dd { overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .dim { color: var(--dim); } figure { margin: 1rem 0; }
figcaption { font-weight: 600; margin-bottom: .25rem; } svg { width: 100%; height: auto; display: block; }
.strip { display: flex; } .strip > svg { flex: 84 1 0; min-width: 0; } .days { flex: 876 1 0; min-width: 0; }
svg text { font: 12px system-ui, sans-serif; fill: var(--dim); } svg .number { fill: var(--ink); font-weight: 600; }
.band { fill: var(--band); } .tick { stroke: var(--line); }
.needless { fill: var(--needless); stroke: var(--needless); } svg .needless + .number { fill: var(--paper); }
.doubtful { fill: url(#stripes); stroke: var(--doubtful); stroke-width: 1.5; }
.needed { fill: var(--paper); stroke: var(--needed); stroke-width: 2; }
.stripe { stroke: var(--doubtful); } .hatch { stroke: var(--gap); } .gap { fill: url(#hatching); }
.key { display: inline-block; width: 1.6rem; height: .9rem; vertical-align: -.1rem; margin-right: .3rem; }
ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .75rem 0; }
dt { color: var(--dim); } dd { margin: 0; } table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; } th:nth-child(1) { width: 11.5em; } th:nth-child(2) { width: 7em; }
.verdict { font-weight: 600; } .text-needless { color: var(--needless); } .text-doubtful { color: var(--doubtful); }
.text-needed { color: var(--needed); } td > p:first-child { margin-top: 0; }
@media screen and (max-width: 46rem) {
  .strip > svg { flex: none; width: 4.2rem; } .days { overflow-x: auto; direction: rtl;
  mask-image: linear-gradient(to right, transparent, #000 3rem); }
  .days svg { width: 43.8rem; padding-left: 3rem; direction: ltr; }
  table, tbody, tr, td { display: block; } thead { display: none; } td { border: 0; padding: 0; }
  td:first-child { color: var(--dim); } tr { border-top: 1px solid var(--line);
  padding: .6rem 0; } td p { margin: .1rem 0; } }
@media print { body { font-size: 12px; max-width: none; margin: 0; padding: 0; } h2 { margin-top: 1.2rem; } }
"""
