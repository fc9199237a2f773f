"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import {
  type Control,
  type DefaultValues,
  type FieldErrors,
  type FieldPath,
  type FieldValues,
  type Resolver,
  set,
  type UseFormReturn,
  useForm,
} from "react-hook-form";
import type { z } from "zod";
import { CallError, isOutcomeUnknown } from "@/lib/http/call";
import { failureText, unclearOutcomeText } from "./failure-text";
import { drafts } from "./form-drafts";
import { type FormProblems, type FormWords, problemsByField, problemsOfIssues, wholeForm } from "./form-problems";

type Options<V extends FieldValues, S extends z.ZodType, R> = {
  /** What the form begins with; its fields bear the names of the body's. */
  values: V;
  /** The contract's own schema of what is sent. */
  schema?: S;
  /** What is sent for what was typed; the values themselves where absent. */
  bodyOf?: (values: NoInfer<V>) => unknown;
  send: (body: z.output<S>, values: NoInfer<V>) => Promise<R>;
  /** What only the form can tell, such as a date that is missing. */
  check?: (values: NoInfer<V>) => FormProblems;
  words?: FormWords;
  /** What the whole form says of a failure that belongs to no field; by default the failure's own words. */
  alertOf?: (error: Error) => ReactNode;
  /** What is created ("key"), for the words when no answer comes. */
  creates?: string;
  /** Under this name what was typed outlives the form, until it was sent. */
  draft?: string;
};

/** What some fields of a form need of it. */
export type FormPart<V extends FieldValues> = { control: Control<V>; fields: UseFormReturn<V> };

/** A form whose fields hold `V` and that ends with an `R`. */
export type ContractForm<V extends FieldValues, R> = FormPart<V> & {
  /** For the form's element: its first invalid control is focused after a refusal. */
  ref: RefObject<HTMLFormElement | null>;
  busy: boolean;
  /** What is wrong with the whole of it. */
  alert: ReactNode;
  /** Succeeded and not `reset` yet: until then it sends nothing again. */
  done: boolean;
  result: R | undefined;
  /** What was sent last may or may not have happened. */
  unclear: boolean;
  submit: (event: FormEvent | null, onSuccess: (result: R) => void) => void;
  /** Makes the form ready for another time; with `values` it begins with these. */
  reset: (values?: V) => void;
};

/**
 * A form on React Hook Form, checked by the contract's own schema before it is sent. Problems land on their fields,
 * whether the contract or the server finds them. One submit is under way at a time, however often Enter is pressed.
 */
export function useContractForm<V extends FieldValues, R, S extends z.ZodType = z.ZodType<V>>(
  options: Options<V, S, R>,
): ContractForm<V, R> {
  const { values: initial, schema, bodyOf = (values) => values, check, words, alertOf, creates, draft } = options;
  const [refusals, setRefusals] = useState(0);
  const [alert, setAlert] = useState<ReactNode>(null);
  const ref = useRef<HTMLFormElement>(null);
  const sent = useRef(false);
  const firstProblem = useRef<string | null>(null);

  const examine = (values: V): { body: z.output<S>; problems: FormProblems } => {
    const body = bodyOf(values);
    const parsed = schema?.safeParse(body);
    const found = parsed?.success === false ? problemsOfIssues(parsed.error) : [];
    const problems = {
      ...problemsByField(found, { values, body, from: "contract", ...(words ? { words } : {}) }),
      ...check?.(values),
    };
    return { body: (parsed?.success ? parsed.data : body) as z.output<S>, problems };
  };
  const resolver: Resolver<V> = (values) => {
    const { problems } = examine(values);
    const errors: FieldErrors<V> = {};
    for (const [field, message] of Object.entries(problems)) set(errors, field, { type: "contract", message });
    return Object.keys(problems).length > 0 ? { values: {}, errors } : { values, errors: {} };
  };
  const fields = useForm<V>({
    defaultValues: (draft === undefined ? initial : drafts.read(draft, initial)) as DefaultValues<V>,
    resolver,
    shouldFocusError: false,
  });
  const {
    mutateAsync,
    reset: forget,
    data,
    error,
    isPending,
    isSuccess,
  } = useMutation<R, Error, { body: z.output<S>; values: V }>({
    mutationFn: ({ body, values }) => options.send(body, values),
  });

  useEffect(() => {
    if (draft === undefined) return;
    return fields.subscribe({ formState: { values: true }, callback: ({ values }) => drafts.keep(draft, values) });
  }, [draft, fields]);

  useEffect(() => {
    if (refusals === 0) return;
    const invalid = ref.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const shown = ref.current?.querySelector("[role=alert]");
    if (invalid) invalid.focus();
    else if (shown) shown.scrollIntoView({ block: "nearest" });
    // A field without a place for its problem must not leave the form mute.
    else setAlert(firstProblem.current);
  }, [refusals]);

  const refuse = (problems: FormProblems, whole: ReactNode) => {
    [firstProblem.current = null] = Object.values(problems);
    for (const [field, message] of Object.entries(problems)) {
      if (field !== wholeForm) fields.setError(field as FieldPath<V>, { type: "server", message });
    }
    setAlert(problems[wholeForm] ?? whole);
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
    await fields.handleSubmit(
      (values) =>
        mutateAsync({ body: examine(values).body, values }).then(
          (result) => {
            sent.current = true;
            if (draft !== undefined) drafts.drop(draft);
            onSuccess(result);
          },
          (failure: Error) => refuseFailure(failure, values),
        ),
      () => refuse(examine(fields.getValues()).problems, null),
    )();
  };
  const sending = useRef(false);
  const submit: ContractForm<V, R>["submit"] = (event, onSuccess) => {
    event?.preventDefault();
    // A dialog's events bubble through React's tree, where the page may have a form around it.
    event?.stopPropagation();
    if (sending.current || sent.current) return;
    sending.current = true;
    takeFilledIn(ref.current, fields);
    void sendOnce(onSuccess).finally(() => {
      sending.current = false;
    });
  };
  const reset = (values?: V) => {
    if (values !== undefined || sent.current) fields.reset(values ?? initial);
    else fields.clearErrors();
    sent.current = false;
    forget();
    setAlert(null);
  };
  return {
    control: fields.control,
    fields,
    ref,
    busy: isPending,
    alert,
    done: isSuccess,
    result: data,
    unclear: isOutcomeUnknown(error),
    submit,
    reset,
  };
}

/** Takes over what the document holds and React was not told: password managers, and typing before the script ran. */
function takeFilledIn<V extends FieldValues>(form: HTMLFormElement | null, fields: UseFormReturn<V>): void {
  for (const control of form?.elements ?? []) {
    if (!(control instanceof HTMLInputElement) || !/^(text|email|password|url)$/.test(control.type)) continue;
    const name = control.name as FieldPath<V>;
    const known: unknown = name === "" ? undefined : fields.getValues(name);
    if (typeof known === "string" && known !== control.value) fields.setValue(name, control.value as never);
  }
}
