/** Holds the id of the user who dismissed the first steps in this browser. */
export const firstStepsCookie = "first-steps-dismissed";
