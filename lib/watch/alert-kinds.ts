/** Rejections (401, 403, 429) within this time count together, in milliseconds. */
export const rejectionWindowMs = 300_000;

/** The fewest rejections that an organization may set for a burst: below it nothing is looked up. */
export const leastRejections = 10;

/** How far back an hour is compared, in days, and how many hours with traffic a credential must have to stand out from. */
export const trafficHistory = { days: 14, leastHours: 6 } as const;

/** Networks that are remembered of one credential; one that is used from more is at home everywhere. */
export const maximumNetworks = 200;

/** Alert mails an organization gets in a day; further alerts are on its page only. */
export const mailsPerDay = 20;
