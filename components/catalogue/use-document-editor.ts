"use client";
import { useEffect, useState } from "react";
import { drafts } from "@/components/ui/form-drafts";
import { type ContractForm, useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { useUnloadGuard } from "@/components/ui/use-leave-guard";
import { getCatalogueContract, planCatalogueContract } from "@/lib/features/catalogue/contract";
import { call, readTagged } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import type { ShownState } from "./catalogue-reads";
import { problemsOf, problemsText, readText, type TextProblem } from "./document-text";
import type { Planned } from "./put-in-place-dialog";

/** What was typed outlives the page under this name, until it counts or is discarded. */
const draft = "catalogue";

type Filled = { text: string; revision: number | null };

export type DocumentEditor = {
  form: ContractForm<{ document: string }, Planned>;
  /** The text differs from what it was filled with. */
  typed: boolean;
  /** The earlier revision that it was filled with. */
  filledWith: number | null;
  /** What was refused, with its lines. */
  problems: readonly TextProblem[];
  fill: (state: ShownState, earlier: boolean) => void;
  /** The text counts now. */
  settle: () => void;
  /** Ready to show a plan again. */
  reopen: () => void;
};

/** The text of the document with what was typed into it, which neither leaving the page nor another revision loses. */
export function useDocumentEditor(state: ShownState): DocumentEditor {
  const [filled, setFilled] = useState<Filled>({ text: state.text, revision: null });
  const [problems, setProblems] = useState<readonly TextProblem[]>([]);
  const form = useContractForm({
    values: { document: drafts.read(draft, state.text) },
    // Its places are written as they are, in small letters too.
    words: { document: (message) => message },
    send: async (_body, { document }) => {
      setProblems([]);
      return plan(document, setProblems);
    },
  });
  const text = useValue(form.control, "document");
  const typed = text !== filled.text;
  useUnloadGuard(typed);

  useEffect(() => {
    if (typed) drafts.keep(draft, text);
    else drafts.drop(draft);
  }, [typed, text]);

  const begin = (next: Filled) => {
    setFilled(next);
    setProblems([]);
    form.reset({ document: next.text });
  };
  // Another revision counts by now: what nobody has touched follows it.
  const follows = !typed && filled.revision === null && filled.text !== state.text;
  useEffect(() => {
    if (follows) begin({ text: state.text, revision: null });
  });

  return {
    form,
    typed,
    filledWith: filled.revision,
    problems,
    fill: (other, earlier) => {
      begin({ text: other.text, revision: earlier ? other.revision : null });
      form.focus("document");
    },
    settle: () => begin({ text, revision: null }),
    reopen: () => form.reset({ document: text }),
  };
}

/** The plan rests on the state whose tag is read before it: what comes in between makes the change a 412 or 409. */
async function plan(text: string, tell: (problems: readonly TextProblem[]) => void): Promise<Planned> {
  const read = await readText(text);
  if (read.document === null) {
    tell([read.problem]);
    throw refusedWith([read.problem]);
  }
  const { document, lineOf } = read;
  try {
    const { tag } = await readTagged(getCatalogueContract, {});
    const { data } = await call(planCatalogueContract, { body: { document } });
    return { document, plan: data, tag };
  } catch (error) {
    const problems = problemsOf(error, lineOf);
    tell(problems);
    throw problems.length > 0 ? refusedWith(problems) : error;
  }
}

/** All of them at the one field that the document is typed into. */
function refusedWith(problems: readonly TextProblem[]): CallError {
  const message = problemsText(problems);
  return new CallError(message, 400, "VALIDATION_ERROR", [{ path: "document", message }]);
}
