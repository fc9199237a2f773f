/** Algorithms with a salt, whose hashes cannot be looked up. */
export const slowAlgorithms = ["bcrypt", "argon2"] as const;
export type SlowAlgorithm = (typeof slowAlgorithms)[number];

/** How long the beginning is by which a key with such a hash is found, in characters. */
export const beginningLength = { least: 8, most: 40 };
