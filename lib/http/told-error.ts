/** What the reference tells of an endpoint's refusal. */
export type ToldError = {
  status: number;
  code: string;
  /** In which case. */
  meaning: string;
  /** A whole body, as JSON. */
  example: string;
};
