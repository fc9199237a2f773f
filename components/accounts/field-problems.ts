import type { Problem } from "@/lib/http/api-error";
import { CallError } from "@/lib/http/call";

/** The server speaks of a field without naming it ("must have …"); `subjects` begins the sentence, field by field. */
type Subjects<Field extends string> = Record<Field, string>;

/** What is wrong with each field of a form, as sentences; empty where the refusal was about something else. */
export function fieldProblems<Field extends string>(
  error: unknown,
  subjects: Subjects<Field>,
): Partial<Record<Field, string>> {
  return error instanceof CallError ? sentencesOf(error.problems, subjects) : {};
}

/** The same for problems found before anything was sent. */
export function sentencesOf<Field extends string>(
  problems: readonly Problem[],
  subjects: Subjects<Field>,
): Partial<Record<Field, string>> {
  const sentences: Partial<Record<Field, string>> = {};
  for (const { path, message } of problems) {
    if (isField(path, subjects)) sentences[path] ??= `${subjects[path]} ${message}.`;
  }
  return sentences;
}

function isField<Field extends string>(path: string, subjects: Subjects<Field>): path is Field {
  return Object.hasOwn(subjects, path);
}
