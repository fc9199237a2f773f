/** What an answer carries: text, empty for none, or a file in pieces, so that a long one holds nothing up. */
export type AnswerBody = string | AsyncIterable<string>;

/** An answer as it goes over the wire, the same for each door; header names are in lower case. */
export class Answer<Body extends AnswerBody = AnswerBody> {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Body,
    /** `Set-Cookie`, the one header that may come several times. */
    readonly cookies: readonly string[] = [],
  ) {}
}

/** A value as a JSON answer. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
  cookies: readonly string[] = [],
): Answer<string> {
  return new Answer(status, { "content-type": "application/json", ...headers }, JSON.stringify(value), cookies);
}
