/** Presses of Escape that were not meant for a message, though Radix hands them to the newest layer, which a message may be. */
export const escapesPastToasts = new WeakSet<Event>();
