"use client";
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { CallError, isOutcomeUnknown } from "@/lib/http/call-error";
import { inputWords } from "@/lib/http/input-words";
import { readySchema } from "@/lib/platform/later-zod";
import { Cancelled } from "./cancelled";
import { failureText, unclearOutcomeText } from "./failure-text";
import type { FieldPath, FieldValue } from "./field-path";
import { drafts } from "./form-drafts";
import { type FormProblems, type FormWords, problemsByField, problemsOfIssues, wholeForm } from "./form-problems";
import { FormValues } from "./form-values";
import { signInAgain } from "./sign-in-again";
import { useTypedForm } from "./typed-forms";
import type { Control } from "./use-field";

type Options<V extends object, S extends z.ZodType, R> = {
  /** What the form begins with; its fields bear the names of the body's. */
  values: V;
  /** The contract's own schema of what is sent; a function loads it, where pages have to be light. */
  schema?: S | (() => Promise<S>);
  /** What is sent for what was typed; the values themselves where absent. */
  bodyOf?: (values: NoInfer<V>) => unknown;
  send: (body: z.output<S>, values: NoInfer<V>) => Promise<R>;
  /** What only the form can tell, such as a date that is missing. */
  check?: (values: NoInfer<V>) => FormProblems | Promise<FormProblems>;
  words?: FormWords;
  /** What the whole form says of a failure that belongs to no field; by default the failure's own words. */
  alertOf?: (error: Error) => ReactNode;
  /** What is created ("key"), for the words when no answer comes. */
  creates?: string;
  /** Under this name what was typed outlives the form, until it was sent. */
  draft?: string;
};

/** What some fields of a form need of it. */
export type FormPart<V extends object> = { control: Control<V> };

/** A form whose fields hold `V` and that ends with an `R`. */
export type ContractForm<V extends object, R> = FormPart<V> & {
  /** For the form's element: its first invalid control is focused after a refusal. */
  ref: RefObject<HTMLFormElement | null>;
  busy: boolean;
  /** What is wrong with the whole of it. */
  alert: ReactNode;
  /** What `alert` says is that its user took it back. */
  cancelled: boolean;
  /** Succeeded and not `reset` yet: until then it sends nothing again. */
  done: boolean;
  result: R | undefined;
  /** What was sent last may or may not have happened. */
  unclear: boolean;
  /** For the form's element, as it gets the focus: the rules are loaded while the first field is filled in. */
  prepare: () => void;
  submit: (event: FormEvent | null, onSuccess: (result: R) => void) => void;
  /** Makes the form ready for another time; with `values` it begins with these. */
  reset: (values?: V) => void;
  /** Gives a field the keyboard; `select` marks what is in it, to be typed over. */
  focus: (name: FieldPath<V>, options?: { select: boolean }) => void;
};

type Sending<R> = { state: "idle" | "busy" } | { state: "done"; result: R } | { state: "failed"; error: Error };

/**
 * A form that is checked by the contract's own schema before it is sent. Problems land on their fields, whether the
 * contract or the server finds them. One submit is under way at a time, however often Enter is pressed.
 */
export function useContractForm<V extends object, R, S extends z.ZodType = z.ZodType<V>>(
  options: Options<V, S, R>,
): ContractForm<V, R> {
  const { values: initial, schema, bodyOf = (values) => values, check, words, alertOf, creates, draft } = options;
  const [control] = useState(
    () => new FormValues(initial, draft === undefined ? initial : drafts.read(draft, initial)),
  );
  useTypedForm(control.isDirty);
  const [sending, setSending] = useState<Sending<R>>({ state: "idle" });
  const [refusals, setRefusals] = useState(0);
  const [alert, setAlert] = useState<ReactNode>(null);
  const ref = useRef<HTMLFormElement>(null);
  const sent = useRef(false);
  const underWay = useRef(false);
  const firstProblem = useRef<string | null>(null);

  const examine = async (values: V): Promise<{ body: z.output<S>; problems: FormProblems }> => {
    const body = bodyOf(values);
    // Without the rules, which a lost connection may keep away, the server alone checks.
    const rules = await rulesOf(schema).catch(() => null);
    const parsed = rules?.safeParse(body, { error: inputWords });
    const found = parsed?.success === false ? problemsOfIssues(parsed.error) : [];
    const told = problemsByField(found, { values, body, from: "contract", ...(words ? { words } : {}) });
    // What could not be loaded to check with, the server checks alone.
    const own = (await Promise.resolve(check?.(values)).catch(() => undefined)) ?? {};
    const { [wholeForm]: _ofWhole, ...ofFields } = told;
    // What a body comes to that lacks what could not be read says nothing of the whole form.
    const problems = { ...(Object.keys(own).length > 0 ? ofFields : told), ...own };
    return { body: (parsed?.success ? parsed.data : body) as z.output<S>, problems };
  };
  useEffect(() => {
    control.onChanged = (path) => {
      if (refusals === 0) return;
      void examine(control.getValues()).then(({ problems }) => control.setProblem(path, problems[path] ?? null));
    };
  });

  useEffect(() => {
    if (draft === undefined) return;
    return control.subscribe(() => (control.isDirty() ? drafts.keep(draft, control.getValues()) : drafts.drop(draft)));
  }, [draft, control]);

  useEffect(() => {
    if (refusals === 0) return;
    const invalid = ref.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const shown = ref.current?.querySelector("[role=alert], [data-of-form]");
    if (invalid) invalid.focus();
    else if (shown) shown.scrollIntoView({ block: "nearest" });
    // A field without a place for its problem must not leave the form mute.
    else setAlert(firstProblem.current);
  }, [refusals]);

  const refuse = (problems: FormProblems, whole: ReactNode) => {
    const { [wholeForm]: ofWhole, ...byField } = problems;
    [firstProblem.current = null] = Object.values(problems);
    control.setProblems(byField);
    setAlert(ofWhole ?? whole);
    setRefusals((count) => count + 1);
  };
  const refuseFailure = (failure: Error, values: V) => {
    if (creates !== undefined && isOutcomeUnknown(failure)) return refuse({}, unclearOutcomeText(creates));
    const found = failure instanceof CallError ? failure.problems : [];
    const about = { values, body: bodyOf(values), from: "server" as const, ...(words ? { words } : {}) };
    const problems = problemsByField(found, about);
    refuse(problems, found.length > 0 ? null : (alertOf ?? failureText)(failure));
  };

  const sendOnce = async (onSuccess: (result: R) => void) => {
    setAlert(null);
    // From here on: rules that load slowly would let a dialog be left, and it be sent all the same.
    setSending({ state: "busy" });
    const values = control.getValues();
    const { body, problems } = await examine(values);
    if (Object.keys(problems).length > 0) {
      setSending({ state: "idle" });
      return refuse(problems, null);
    }
    control.setProblems({});
    const outcome = await options.send(body, values).then(
      (result): Sending<R> => ({ state: "done", result }),
      (error: Error): Sending<R> => ({ state: "failed", error }),
    );
    setSending(outcome);
    if (outcome.state === "failed") {
      signInAgain(outcome.error);
      refuseFailure(outcome.error, values);
    } else if (outcome.state === "done") {
      sent.current = true;
      if (draft !== undefined) drafts.drop(draft);
      onSuccess(outcome.result);
    }
  };
  const submit: ContractForm<V, R>["submit"] = (event, onSuccess) => {
    event?.preventDefault();
    // A dialog's events bubble through React's tree, where the page may have a form around it.
    event?.stopPropagation();
    if (underWay.current || sent.current) return;
    underWay.current = true;
    takeFilledIn(ref.current, control);
    void sendOnce(onSuccess).finally(() => {
      underWay.current = false;
    });
  };
  const reset = (values?: V) => {
    if (values !== undefined || sent.current) {
      control.reset(values ?? initial);
      if (draft !== undefined) drafts.drop(draft);
    } else control.setProblems({});
    sent.current = false;
    setSending({ state: "idle" });
    setAlert(null);
  };
  const prepare = () => void rulesOf(schema).catch(() => null);
  const focus: ContractForm<V, R>["focus"] = (name, { select } = { select: false }) => {
    const field = ref.current?.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    field.focus();
    if (select) field.select();
  };
  return {
    control,
    ref,
    busy: sending.state === "busy",
    alert,
    cancelled: sending.state === "failed" && sending.error instanceof Cancelled,
    done: sending.state === "done",
    result: sending.state === "done" ? sending.result : undefined,
    unclear: sending.state === "failed" && isOutcomeUnknown(sending.error),
    prepare,
    submit,
    reset,
    focus,
  };
}

async function rulesOf<S extends z.ZodType>(schema: S | (() => Promise<S>) | undefined): Promise<S | null> {
  if (!schema) return null;
  return readySchema(typeof schema === "function" ? await schema() : schema);
}

/** Takes over what the document holds and React was not told: password managers, and typing before the script ran. */
function takeFilledIn<V extends object>(form: HTMLFormElement | null, control: Control<V>): void {
  for (const field of form?.elements ?? []) {
    if (!(field instanceof HTMLInputElement) || !/^(text|email|password|url)$/.test(field.type)) continue;
    const name = field.name as FieldPath<V>;
    const known: unknown = field.name === "" ? undefined : control.getValues(name);
    if (typeof known === "string" && known !== field.value) {
      control.setValue(name, field.value as FieldValue<V, typeof name>);
    }
  }
}
