/**
 * A chain of thought with a checked step: the follower reasons freely, but what it calculates must be right.
 *
 * The step has a form, so that it can be read, and is calculated again. A particle whose step is wrong ends there (a
 * factor of −∞), before it is worth another token; at the barrier right ones take its place, and only they go on to the
 * answer. log Z tells how likely the follower was to get there on its own.
 */
import { barrier, context, factor, observe, pattern, program, write } from "sijo";

export default program({
  name: "chain-of-thought",
  description: "A word problem, with a calculation that is checked before the answer",
  params: {
    problem: {
      type: "string",
      default: "A farmer has 7 apples in one basket and 6 apples in another. How many apples is that?",
    },
  },
  particles: 24,
  *run({ problem }) {
    const numbers: readonly string[] = problem.match(/\d+/g) ?? [];
    const follower = yield* context(`${problem} Think in one sentence, then calculate.`);
    const thought = yield* write(follower, { constraint: THOUGHT, until: ".", temperature: 0.8 });
    yield* observe(follower, " So ");
    const { text: step } = yield* write(follower, { constraint: STEP, until: ".", barriers: "never" });
    const [, left, sign, right, value] = /^(\d+) ([+*-]) (\d+) = (\d+)\.$/.exec(step) ?? [];
    // Only with the numbers of the problem, and only right.
    const isGiven = left !== right || numbers.indexOf(left) !== numbers.lastIndexOf(left);
    const isRight = calculate(Number(left), sign, Number(right)) === Number(value);
    const holds = isGiven && numbers.includes(left) && numbers.includes(right) && isRight;
    yield* factor(holds ? 0 : Number.NEGATIVE_INFINITY);
    yield* barrier();
    yield* observe(follower, " The answer is ");
    const answer = yield* write(follower, { constraint: ANSWER, until: ".", barriers: "never" });
    yield* factor(Number.parseInt(answer.text, 10) === Number(value) ? 0 : Number.NEGATIVE_INFINITY);
    return `${thought.text} So ${step} The answer is ${answer.text}`;
  },
});

const THOUGHT = pattern(/[A-Z][a-z]{0,9}( ([a-z]{1,9}|[0-9]{1,3}),?){4,14} [a-z]{1,9}\./);
const STEP = pattern(/\d{1,3} [+*-] \d{1,3} = \d{1,4}\./);
const ANSWER = pattern(/\d{1,4}( [a-z]{1,9}){1,2}\./);

function calculate(left: number, sign: string, right: number): number {
  if (sign === "+") return left + right;
  return sign === "-" ? left - right : left * right;
}
