/**
 * The smallest set of clauses that can't hold together, by QuickXplain (Junker, "QuickXplain: Preferred Explanations
 * and Relaxations for Over-Constrained Problems", AAAI 2004): few tests where few of many clauses clash.
 * @module
 */

/** A minimal part of `items`, in their order, that still clashes. All of them together must. */
export function smallestClash<Item>(
  items: readonly Item[],
  clashes: (items: readonly Item[]) => boolean,
): readonly Item[] {
  const find = (
    background: readonly Item[],
    grown: boolean,
    candidates: readonly Item[],
  ): readonly Item[] => {
    if (grown && clashes(background)) return [];
    if (candidates.length <= 1) return candidates;
    const half = candidates.length >> 1;
    const [first, second] = [candidates.slice(0, half), candidates.slice(half)];
    const fromSecond = find([...background, ...first], true, second);
    const fromFirst = find([...background, ...fromSecond], fromSecond.length > 0, first);
    return [...fromFirst, ...fromSecond];
  };
  return find([], true, items);
}
