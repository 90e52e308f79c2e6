// Tabs as the ARIA pattern has them: arrows, Home and End go from tab to tab, and what a tab is for is shown at once.

/**
 * Makes the buttons of `list` tabs. `chosen` hears the panel that is shown, whoever chose it. The answer chooses a tab.
 */
export function tabs(list, chosen) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const choose = (tab) => {
    for (const one of all) {
      one.setAttribute("aria-selected", one === tab);
      one.tabIndex = one === tab ? 0 : -1;
      panel(one).hidden = one !== tab;
    }
    chosen(panel(tab));
  };
  list.addEventListener("click", ({ target }) => {
    if (all.includes(target)) choose(target);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = all.at(to % all.length);
    tab.focus();
    choose(tab);
  });
  return choose;
}
