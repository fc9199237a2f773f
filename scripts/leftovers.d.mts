/** Stops every PostgreSQL whose data lies below `folder`. */
export function endLeftovers(folder: string): Promise<void>;
