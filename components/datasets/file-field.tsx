"use client";
import { type ChangeEvent, useState } from "react";
import { binaryProblem, decodeAs, decodeText, type LegacyEncoding, legacyEncodings } from "@/components/ui/decode-text";
import { Field } from "@/components/ui/field";
import { FileInput } from "@/components/ui/file-input";
import { Select } from "@/components/ui/select";

const maxFileBytes = 20 * 1_048_576;
const encodings = legacyEncodings.map(({ id, label }) => ({ value: id, label: `${label} (${id})` }));

/**
 * A file of text. Where its bytes do not say how they are encoded, the reader sees the guess and can choose another.
 */
export function FileField({
  onText,
  onProblem,
}: {
  onText: (text: string, fileName: string) => void;
  onProblem: (problem: string) => void;
}) {
  const [guess, setGuess] = useState<{ bytes: Uint8Array; fileName: string; encoding: LegacyEncoding } | null>(null);
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    setGuess(null);
    if (!file) return;
    if (file.size > maxFileBytes) return onProblem("The file is larger than 20 MiB");
    const content = await file.arrayBuffer().catch(() => null);
    if (!content) return onProblem("The file could not be read; choose it again");
    const bytes = new Uint8Array(content);
    const problem = binaryProblem(bytes);
    if (problem) return onProblem(problem);
    const { text, guessed } = decodeText(bytes, navigator.language);
    if (guessed) setGuess({ bytes, fileName: file.name, encoding: guessed });
    onText(text, file.name);
  };
  const decodeAgain = (encoding: string) => {
    const chosen = legacyEncodings.find(({ id }) => id === encoding);
    if (!guess || !chosen) return;
    setGuess({ ...guess, encoding: chosen.id });
    onText(decodeAs(chosen.id, guess.bytes), guess.fileName);
  };
  return (
    <>
      <Field label="File" hint="At most 10,000 rows.">
        {(props) => <FileInput {...props} accept=".csv,.tsv,.txt,.json,text/csv,application/json" onChange={choose} />}
      </Field>
      {guess && (
        <Field
          label="Encoding"
          hint="The file is not UTF-8. Look at the rows below: letters that are wrong mean another encoding."
        >
          {(props) => <Select {...props} value={guess.encoding} onValueChange={decodeAgain} options={encodings} />}
        </Field>
      )}
    </>
  );
}
