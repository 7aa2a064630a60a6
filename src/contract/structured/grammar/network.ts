/**
 * A grammar as networks: for each rule, nodes with edges on characters and on rules. What can never become a finite text
 * is left out.
 * @module
 */
import { SijoError } from "../../../errors.ts";
import {
  type Characters,
  GRAMMAR_TOO_INTRICATE,
  type Grammar,
  type Production,
  ROOT,
} from "../../gbnf/parse.ts";
import { type CharacterSets, characterSets } from "./character-sets.ts";

export type NodeId = number;
export type RuleId = number;

export interface NetworkNode {
  readonly rule: RuleId;
  /** Whether the rule may end here. */
  readonly ends: boolean;
  /** By indices of the character sets, to the node behind. */
  readonly characters: readonly { readonly set: number; readonly to: NodeId }[];
  readonly rules: readonly { readonly rule: RuleId; readonly to: NodeId }[];
}

export interface Network {
  readonly nodes: readonly NetworkNode[];
  /** The first node of each rule. */
  readonly starts: readonly NodeId[];
  /** Whether each rule has the empty text. */
  readonly nullable: readonly boolean[];
  readonly root: RuleId;
  readonly sets: CharacterSets;
}

const MOST_NODES = 60_000;
/** What can be left out makes edges from each node to all behind it. */
const MOST_EDGES = 100_000;

const tooManyCopies = (): SijoError =>
  new SijoError(GRAMMAR_TOO_INTRICATE, "The repetitions of this grammar come to too many copies.", {
    kind: "usage",
    hint: "Use smaller numbers in its repetitions, above all in those inside one another.",
  });

interface Draft {
  readonly rule: RuleId;
  readonly characters: { readonly set: number; readonly to: NodeId }[];
  readonly rules: { readonly rule: RuleId; readonly to: NodeId }[];
  readonly free: NodeId[];
}

/**
 * The network of a grammar; undefined: it has no finite text.
 * @throws SijoError `contract.grammar-too-intricate` (usage)
 */
export function networkOf({ rules }: Grammar): Network | undefined {
  const names = [...rules.keys()];
  const ids = new Map(names.map((name, index) => [name, index]));
  const drafts: Draft[] = [];
  const characters: Characters[] = [];
  const setIds = new Map<string, number>();
  const setOf = (set: Characters): number => {
    const key = `${set.negated}${set.ranges.join(";")}`;
    let id = setIds.get(key);
    if (id === undefined) {
      id = characters.length;
      setIds.set(key, id);
      characters.push(set);
    }
    return id;
  };
  const node = (rule: RuleId): NodeId => {
    if (drafts.length >= MOST_NODES) throw tooManyCopies();
    drafts.push({ rule, characters: [], rules: [], free: [] });
    return drafts.length - 1;
  };
  /** Lays the production between two nodes. */
  const lay = (production: Production, rule: RuleId, from: NodeId, to: NodeId): void => {
    switch (production.kind) {
      case "characters":
        drafts[from].characters.push({ set: setOf(production.characters), to });
        return;
      case "rule":
        drafts[from].rules.push({ rule: ids.get(production.name)!, to });
        return;
      case "sequence": {
        let at = from;
        for (const item of production.items) {
          const after = node(rule);
          lay(item, rule, at, after);
          at = after;
        }
        drafts[at].free.push(to);
        return;
      }
      case "choice":
        for (const option of production.options) lay(option, rule, from, to);
        return;
      case "repeat": {
        let at = from;
        for (let count = 0; count < production.min; count += 1) {
          const after = node(rule);
          lay(production.of, rule, at, after);
          at = after;
        }
        if (production.max === undefined) {
          const loop = node(rule);
          drafts[at].free.push(loop);
          lay(production.of, rule, loop, loop);
          drafts[loop].free.push(to);
          return;
        }
        drafts[at].free.push(to);
        for (let count = production.min; count < production.max; count += 1) {
          const after = node(rule);
          lay(production.of, rule, at, after);
          drafts[after].free.push(to);
          at = after;
        }
      }
    }
  };
  const starts: NodeId[] = [];
  const finals: NodeId[] = [];
  for (const [rule, name] of names.entries()) {
    starts.push(node(rule));
    finals.push(node(rule));
    lay(rules.get(name)!, rule, starts[rule], finals[rule]);
  }
  return tidied({ drafts, starts, finals, root: ids.get(ROOT)!, sets: characterSets(characters) });
}

interface Drafted {
  readonly drafts: readonly Draft[];
  readonly starts: readonly NodeId[];
  readonly finals: readonly NodeId[];
  readonly root: RuleId;
  readonly sets: CharacterSets;
}

function tidied({ drafts, starts, finals, root, sets }: Drafted): Network | undefined {
  const hasText = (set: number): boolean => sets.members[set].length > 0;
  const productive = fixpoint({ drafts, starts, finals, passes: ({ set }) => hasText(set) });
  if (!productive.rules[root]) return undefined;
  const nullable = fixpoint({ drafts, starts, finals, passes: () => false });
  let edges = 0;
  const nodes = drafts.map(({ rule }, id): NetworkNode => {
    const reach = freeFrom(drafts, id);
    edges += reach.length;
    if (edges > MOST_EDGES) throw tooManyCopies();
    return {
      rule,
      ends: reach.includes(finals[rule]),
      characters: unique(
        reach.flatMap((from) =>
          drafts[from].characters.filter(({ set, to }) => hasText(set) && productive.nodes[to]),
        ),
      ),
      rules: unique(
        reach.flatMap((from) =>
          drafts[from].rules.filter(({ rule: inner, to }) => productive.rules[inner] && productive.nodes[to]),
        ),
      ),
    };
  });
  return { nodes, starts, nullable: nullable.rules, root, sets };
}

const unique = <Edge extends object>(edges: readonly Edge[]): readonly Edge[] =>
  edges.length < 2 ? edges : [...new Map(edges.map((edge) => [Object.values(edge).join(), edge])).values()];

function freeFrom(drafts: readonly Draft[], start: NodeId): readonly NodeId[] {
  const found = new Set([start]);
  for (const node of found) for (const to of drafts[node].free) found.add(to);
  return [...found];
}

/** Rules, and nodes, from which an end can be reached over characters that pass and rules that can be passed. */
function fixpoint({
  drafts,
  starts,
  finals,
  passes,
}: {
  readonly drafts: readonly Draft[];
  readonly starts: readonly NodeId[];
  readonly finals: readonly NodeId[];
  readonly passes: (edge: { readonly set: number }) => boolean;
}): { readonly rules: readonly boolean[]; readonly nodes: readonly boolean[] } {
  const before: { readonly from: NodeId; readonly rule: RuleId | undefined }[][] = drafts.map(() => []);
  for (const [from, { characters, rules, free }] of drafts.entries()) {
    for (const edge of characters) if (passes(edge)) before[edge.to].push({ from, rule: undefined });
    for (const { rule, to } of rules) before[to].push({ from, rule });
    for (const to of free) before[to].push({ from, rule: undefined });
  }
  const nodes = drafts.map(() => false);
  const rules = starts.map(() => false);
  /** Nodes that wait for a rule. */
  const blocked: NodeId[][] = starts.map(() => []);
  const ruleOfStart = new Map(starts.map((node, rule) => [node, rule]));
  const waiting: NodeId[] = [];
  const mark = (node: NodeId): void => {
    if (nodes[node]) return;
    nodes[node] = true;
    waiting.push(node);
  };
  for (const final of finals) mark(final);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const opened = ruleOfStart.get(node);
    if (opened !== undefined && !rules[opened]) {
      rules[opened] = true;
      for (const from of blocked[opened]) mark(from);
    }
    for (const { from, rule } of before[node]) {
      if (rule === undefined || rules[rule]) mark(from);
      else blocked[rule].push(from);
    }
  }
  return { rules, nodes };
}
