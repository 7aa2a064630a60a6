/**
 * Places in a document that relations look at: a tree of the names that lead there.
 * @module
 */

/** What a relation sees at a place. */
export interface Role {
  /** Index of the relation. */
  readonly relation: number;
  /** Which part it plays in it. */
  readonly part: string;
}

export interface Place {
  readonly properties: ReadonlyMap<string, Place>;
  /** Each item of an array. */
  readonly items: Place | undefined;
  readonly roles: readonly Role[];
}
