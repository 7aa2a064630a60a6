/**
 * What a model can hold at a time: contexts and key-value cells, shared out among requests.
 * @module
 */

export interface Share {
  readonly contexts: number;
  readonly cells: number;
}

export class Pool {
  readonly name: string;
  readonly contexts: number;
  readonly cells: number;
  #contexts = 0;
  #cells = 0;

  constructor({ name, contexts, cells }: Share & { readonly name: string }) {
    this.name = name;
    this.contexts = contexts;
    this.cells = cells;
  }

  /** What is taken now. */
  get taken(): Share {
    return { contexts: this.#contexts, cells: this.#cells };
  }

  has({ contexts, cells }: Share): boolean {
    return this.#contexts + contexts <= this.contexts && this.#cells + cells <= this.cells;
  }

  take({ contexts, cells }: Share): void {
    this.#contexts += contexts;
    this.#cells += cells;
  }

  give({ contexts, cells }: Share): void {
    this.#contexts -= contexts;
    this.#cells -= cells;
  }
}
