/**
 * What the page does: a particle that is pointed at shows its text and its line of descent.
 * @module
 */
import type { StoryBarrier, StoryRound } from "../story.ts";

/** What the script needs of a round: pieces of text are joined along the line of descent. */
export function scriptData(rounds: readonly StoryRound[]) {
  return rounds.map(({ barriers }) =>
    barriers.map((barrier, at) => ({
      n: barrier.index + 1,
      shares: barrier.shares.map((share) => Number(share.toPrecision(4))),
      parents: barrier.parents ?? null,
      ancestors: barrier.ancestors ?? null,
      added: barrier.texts ? addedOf(barrier, barriers[at - 1]) : null,
    })),
  );
}

const addedOf = ({ texts = [], parents }: StoryBarrier, before: StoryBarrier | undefined): string[] =>
  texts.map((text, particle) => text.slice(before?.texts?.[parents?.[particle] ?? particle]?.length ?? 0));

export const SCRIPT = `
const rounds = JSON.parse(document.getElementById("rounds").textContent);
const line = (round, at, particle) => {
  const steps = [];
  for (; at >= 0; at -= 1) {
    steps.unshift([at, particle]);
    const { parents } = rounds[round][at];
    particle = parents ? parents[particle] : particle;
  }
  return steps;
};
function show(circle) {
  const [round, at, particle] = circle.dataset.at.split(".").map(Number);
  const index = [...document.querySelectorAll(".tree")].indexOf(circle.closest(".tree"));
  const barrier = rounds[index][at];
  const card = circle.closest(".card");
  for (const on of card.querySelectorAll("circle.on")) on.classList.remove("on");
  const steps = line(index, at, particle);
  for (const [step, one] of steps) {
    card.querySelector('circle[data-at="' + round + "." + step + "." + one + '"]')?.classList.add("on");
  }
  const share = barrier.shares[particle];
  const children = barrier.ancestors ? barrier.ancestors.filter((one) => one === particle).length : 1;
  const fate = share === 0 ? "died: nothing that may follow" : barrier.ancestors === null ? "goes on"
    : children === 0 ? "gave way" : children === 1 ? "goes on" : "goes on " + children + " times";
  card.querySelector(".at").textContent = "Particle " + (particle + 1) + " at barrier " + barrier.n + ", "
    + (100 * share).toFixed(share < 0.001 ? 4 : 1) + " % of the weight, " + fate;
  const text = card.querySelector(".text");
  text.replaceChildren();
  if (barrier.added === null) { text.textContent = "The trace was kept without texts."; return; }
  const pieces = steps.map(([step, one]) => rounds[index][step].added[one]);
  const last = document.createElement("b");
  last.textContent = pieces.pop();
  text.append(pieces.join(""), last);
}
for (const tree of document.querySelectorAll(".tree")) {
  for (const name of ["pointerover", "click"]) {
    tree.addEventListener(name, (event) => { if (event.target.matches("circle")) show(event.target); });
  }
  tree.addEventListener("keydown", (event) => {
    const on = document.activeElement;
    if (!on.matches?.("circle")) return;
    const [round, at, particle] = on.dataset.at.split(".").map(Number);
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tree.querySelector('circle[data-at="' + round + "." + (at + step[0]) + "." + (particle + step[1]) + '"]');
    next?.focus();
    if (next) show(next);
  });
  const circles = [...tree.querySelectorAll("circle")];
  const last = Math.max(...circles.map((circle) => Number(circle.dataset.at.split(".")[1])));
  const shares = rounds[[...document.querySelectorAll(".tree")].indexOf(tree)][last].shares;
  const best = circles.find((circle) => circle.dataset.at.endsWith("." + last + "." + shares.indexOf(Math.max(...shares))));
  best.tabIndex = 0;
  show(best);
}
`;
