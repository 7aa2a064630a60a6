/**
 * The smallest deterministic automaton of a language: states that lead nowhere are left out, and those that can't be told
 * apart are one (Hopcroft, "An n log n algorithm for minimizing states in a finite automaton", 1971).
 * @module
 */

/** Where no text that fits begins like that. */
export const NO_STATE = -1;

export interface Dfa {
  /** `rows[state][letter]`: the next state, or `NO_STATE`. */
  readonly rows: readonly Int32Array[];
  readonly accepting: readonly boolean[];
  /** The states that it may start in, as they were asked for. */
  readonly starts: readonly number[];
  /** The state from which every text fits, or `NO_STATE` where there is none. */
  readonly universal: number;
}

export interface Automaton {
  readonly rows: readonly Int32Array[];
  readonly accepting: readonly boolean[];
  readonly starts: readonly number[];
  readonly letters: number;
}

export function minimised({ rows, accepting, starts, letters }: Automaton): Dfa {
  const live = liveStates(rows, accepting);
  const block = blocks({ rows, accepting, letters, starts, live });
  // Blocks are numbered as they are met from the starts, so that the same language gets the same numbers.
  const numbers = new Map<number, number>();
  const members: number[] = [];
  const number = (state: number): number => {
    if (state === NO_STATE || live[state] === 0) return NO_STATE;
    let id = numbers.get(block[state]);
    if (id === undefined) {
      id = members.length;
      numbers.set(block[state], id);
      members.push(state);
    }
    return id;
  };
  const entries = starts.map(number);
  const smaller: Int32Array[] = [];
  for (let state = 0; state < members.length; state += 1) smaller.push(rows[members[state]].map(number));
  const accepts = members.map((state) => accepting[state]);
  const universal = smaller.findIndex((row, state) => accepts[state] && row.every((next) => next === state));
  return { rows: smaller, accepting: accepts, starts: entries, universal };
}

/** States from which some text is finished, as 1. */
function liveStates(rows: readonly Int32Array[], accepting: readonly boolean[]): Uint8Array {
  const before: number[][] = rows.map(() => []);
  for (const [state, row] of rows.entries()) {
    for (const next of new Set(row)) if (next !== NO_STATE) before[next].push(state);
  }
  const live = new Uint8Array(rows.length);
  const waiting = [...accepting.keys()].filter((state) => accepting[state]);
  for (const state of waiting) live[state] = 1;
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const from of before[state]) {
      if (live[from] === 1) continue;
      live[from] = 1;
      waiting.push(from);
    }
  }
  return live;
}

/** The block of each state; states that lead nowhere are one with a state added behind the last. */
function blocks({ rows, accepting, letters, live }: Automaton & { readonly live: Uint8Array }): Int32Array {
  const dead = rows.length;
  const count = dead + 1;
  const target = (state: number, letter: number): number => {
    if (state === dead) return dead;
    const next = rows[state][letter];
    return next === NO_STATE || live[next] === 0 ? dead : next;
  };
  const sources = inverse(count, letters, target);

  // States in the order of their blocks, each block a stretch of it.
  const order = new Int32Array(count);
  const placeOf = new Int32Array(count);
  const block = new Int32Array(count);
  const from: number[] = [];
  const size: number[] = [];
  const marked: number[] = [];
  const addBlock = (start: number, length: number): void => {
    const id = from.length;
    from.push(start);
    size.push(length);
    marked.push(0);
    for (let at = start; at < start + length; at += 1) block[order[at]] = id;
  };
  const accepted = [...accepting.keys()].filter((state) => accepting[state]);
  const rejected = [...Array(count).keys()].filter((state) => state === dead || !accepting[state]);
  order.set([...accepted, ...rejected]);
  for (let at = 0; at < count; at += 1) placeOf[order[at]] = at;
  if (accepted.length > 0) addBlock(0, accepted.length);
  addBlock(accepted.length, rejected.length);

  const waiting: [block: number, letter: number][] = [];
  const wait = (id: number): void => {
    for (let letter = 0; letter < letters; letter += 1) waiting.push([id, letter]);
  };
  for (let id = 0; id < from.length; id += 1) wait(id);
  for (let splitter = waiting.pop(); splitter !== undefined; splitter = waiting.pop()) {
    const [id, letter] = splitter;
    const touched: number[] = [];
    const movers: number[] = [];
    for (let at = from[id]; at < from[id] + size[id]; at += 1) movers.push(...sources(order[at], letter));
    for (const state of movers) {
      const own = block[state];
      if (marked[own] === 0) touched.push(own);
      // Marked states stand at the front of their block.
      const [here, there] = [placeOf[state], from[own] + marked[own]];
      if (here < there) continue;
      const other = order[there];
      order[there] = state;
      order[here] = other;
      placeOf[state] = there;
      placeOf[other] = here;
      marked[own] += 1;
    }
    for (const own of touched) {
      const [start, moved, rest] = [from[own], marked[own], size[own] - marked[own]];
      marked[own] = 0;
      if (rest === 0) continue;
      // The smaller half becomes a block of its own, and splits others in turn.
      if (moved <= rest) {
        from[own] = start + moved;
        size[own] = rest;
        addBlock(start, moved);
      } else {
        size[own] = moved;
        addBlock(start + moved, rest);
      }
      wait(from.length - 1);
    }
  }
  return block;
}

/** For each state and letter, the states from which the letter leads there. */
function inverse(
  count: number,
  letters: number,
  target: (state: number, letter: number) => number,
): (state: number, letter: number) => Int32Array {
  const begins = new Int32Array(count * letters + 1);
  for (let state = 0; state < count; state += 1) {
    for (let letter = 0; letter < letters; letter += 1)
      begins[target(state, letter) * letters + letter + 1] += 1;
  }
  for (let cell = 0; cell < count * letters; cell += 1) begins[cell + 1] += begins[cell];
  const fill = begins.slice();
  const lists = new Int32Array(count * letters);
  for (let state = 0; state < count; state += 1) {
    for (let letter = 0; letter < letters; letter += 1) {
      lists[fill[target(state, letter) * letters + letter]++] = state;
    }
  }
  return (state, letter) =>
    lists.subarray(begins[state * letters + letter], begins[state * letters + letter + 1]);
}
