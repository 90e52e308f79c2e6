import { html, render } from "lit-html";
render(html`<p>Control Center</p>`, document.getElementById("control"));
if (location.hash === "#editor") import("./editor/index.js");
