"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, ChevronDown } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { classNames } from "./class-names";
import { failureText } from "./failure-text";
import type { ControlProps } from "./field";
import type { FilterControl } from "./filter-bar";
import { Input } from "./input";
import { searchText } from "./search-text";
import { useSettled } from "./use-settled";

export type PickerOption = { value: string; label: string; note?: string };

/** Where the choices of a picker come from: the server searches all of them. */
export type PickerSource = {
  /** Under which answers are kept. */
  group: string;
  /** The first choices that match; for an empty search, the likeliest. */
  find: (search: string, signal: AbortSignal) => Promise<readonly PickerOption[]>;
  /** What is offered as it was typed, beside what was found; null where it can be no value. */
  exactly?: (typed: string) => PickerOption | null;
  /** What a value is called that came with the address; null for one that is not there. */
  name: (value: string, signal: AbortSignal) => Promise<string | null>;
};

/** A picker among the controls of a `FilterBar`; in a helper of its own, so that pages without one do not load it. */
export function pickerControl<Name extends string>(
  name: Name,
  shown: { label: string; anything: string; source: PickerSource },
): FilterControl<Name> {
  const control = (value: string | undefined, choose: (value: string) => void) => (
    <SearchPicker {...shown} value={value ?? ""} onValueChange={choose} />
  );
  return { as: "own", name, control };
}

/** One choice of any number: typing searches, arrows and Enter choose (ARIA's combobox with a list). */
export function SearchPicker({
  label,
  anything,
  wired,
  source,
  value,
  onValueChange,
  className = "w-full sm:w-60",
}: {
  label: string;
  /** What no choice at all means: "All keys". Absent: there has to be one. */
  anything?: string;
  /** What wires it to its field, where its label is a text beside it. */
  wired?: ControlProps;
  source: PickerSource;
  /** Empty: no choice. */
  value: string;
  onValueChange: (value: string) => void;
  className?: string;
}) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const isOpen = typed !== null;
  const search = useSettled(searchText(typed ?? ""));
  const found = useQuery({
    queryKey: [source.group, "find", search],
    queryFn: ({ signal }) => source.find(search, signal),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const chosen = useQuery({
    queryKey: [source.group, "name", value],
    queryFn: ({ signal }) => source.name(value, signal),
    enabled: value !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  // Never the beginning that is left of a long text: it may be that of a pasted secret, and no value has it.
  const isWhole = search !== "" && search === typed?.trim();
  const exact = (isWhole && source.exactly?.(search)) || null;
  const listed = found.data ?? [];
  const options: readonly PickerOption[] = [
    ...(search === "" && anything !== undefined ? [{ value: "", label: anything }] : []),
    ...listed,
    ...(exact && !listed.some((option) => option.value === exact.value) ? [exact] : []),
  ];
  // Enter chooses nothing that was found for an earlier text: it may not fit this one.
  const isBehind = found.isPlaceholderData || search !== searchText(typed ?? "");
  const current = isBehind ? undefined : options[active];
  const shownName = value === "" ? (anything ?? "") : (chosen.data ?? value);
  const close = () => setTyped(null);
  const open = (text: string) => {
    setTyped(text);
    setActive(0);
  };
  const choose = (option: PickerOption | undefined) => {
    if (!option) return;
    onValueChange(option.value);
    close();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // These keys are an input method's, which chooses among its own words.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) open("");
      else if (options.length > 0) setActive((active + step + options.length) % options.length);
    } else if (event.key === "Enter" && isOpen) {
      // Enter in a form would send it.
      event.preventDefault();
      choose(current);
    } else if (event.key === "Escape" && isOpen) {
      // A dialog around it stays open, also under a message.
      event.stopPropagation();
      close();
    }
  };

  return (
    <div className={classNames("relative min-w-0", className)}>
      <Input
        {...wired}
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(isOpen && current ? { "aria-activedescendant": `${id}-${active}` } : {})}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={isOpen ? "Type to search" : ""}
        value={typed ?? shownName}
        onChange={(event) => open(event.target.value)}
        onClick={() => !isOpen && open("")}
        onKeyDown={onKeyDown}
        onBlur={close}
        className="truncate pr-8"
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-muted"
      />
      {isOpen && (
        <div className="absolute top-full left-0 z-40 mt-1 w-full min-w-60 overflow-hidden rounded-xl border bg-surface-raised text-sm shadow-overlay">
          <div
            id={`${id}-list`}
            role="listbox"
            tabIndex={-1}
            aria-label={label}
            aria-busy={found.isFetching}
            // The click would take the focus from the field, and with it the list.
            onMouseDown={(event) => event.preventDefault()}
            className="max-h-72 overflow-y-auto p-1"
          >
            {options.map((option, place) => (
              <div
                key={option.value}
                id={`${id}-${place}`}
                role="option"
                tabIndex={-1}
                aria-selected={option.value === value}
                onClick={() => choose(option)}
                onKeyDown={onKeyDown}
                onMouseMove={() => setActive(place)}
                className={classNames(
                  "flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-2.5 py-1.5 pointer-coarse:min-h-11",
                  option === current && "bg-hover",
                )}
              >
                <span className="min-w-0 flex-1">
                  <bdi className="block truncate text-left">{option.label}</bdi>
                  {option.note && <span className="block truncate font-mono text-xs text-muted">{option.note}</span>}
                </span>
                {option.value === value && <Check aria-hidden className="size-4 shrink-0" />}
              </div>
            ))}
          </div>
          <p role="status" className="px-3.5 text-muted not-empty:pb-2.5">
            {stateText(isBehind || found.isPending, found.error, options.length)}
          </p>
        </div>
      )}
    </div>
  );
}

function stateText(isPending: boolean, error: Error | null, count: number): string {
  if (isPending) return "Searching…";
  if (error) return failureText(error);
  return count === 0 ? "Nothing matches" : "";
}
