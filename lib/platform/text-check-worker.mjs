/**
 * Renders a template over rows and checks what comes out, in a thread of its own. Neither a long text nor a regular
 * expression that backtracks for ever holds up a request. Each regular expression has a time limit on each text.
 */
import { Script } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { LRUCache } from "lru-cache";
import { parseTemplate, renderTemplate } from "./text-template.mjs";

const { template, checks, keptLength, maxLength, patternLimitMs } = workerData;
/** A pattern that was too slow on so many texts is not tried on further ones. */
const maxSlowTexts = 3;
const pieces = parseTemplate(template);
const limited = new Script("matchWaiting()");
/** Compiled patterns and how often each was too slow, by source and flags. Rows may bring patterns of their own, as many as there are rows. */
const patterns = new LRUCache({ max: 1_000 });

parentPort.on("message", (rows) => parentPort.postMessage(judgeAll(rows)));

function judgeAll(rows) {
  const waiting = [];
  const judged = rows.map((row) => {
    const { text = "", error = null } = renderTemplate(pieces, row.variables, maxLength);
    const verdicts = error ? [] : [...checks, ...row.checks].map((check) => judge(check, text, waiting));
    return { text, error, verdicts };
  });
  matchAll(waiting);
  return judged.map(({ text, error, verdicts }) => ({
    text: wholeCharacters(text.slice(0, keptLength)),
    length: lengthOf(text),
    error,
    passed: error === null && verdicts.every(({ passed }) => passed),
    checks: verdicts.map(({ passed, reason }) => ({ passed, reason })),
  }));
}

function judge({ type, value, case_sensitive = true }, text, waiting) {
  if (type === "regex") {
    const verdict = { passed: false, reason: null, text, pattern: patternOf(value, case_sensitive ? "u" : "iu") };
    waiting.push(verdict);
    return verdict;
  }
  if (type === "min_length" || type === "max_length") return judgeLength(type, value, lengthOf(text));
  const [whole, part] = case_sensitive ? [text, value] : [text.toLowerCase(), value.toLowerCase()];
  const [passed, reason] = {
    contains: () => [whole.includes(part), "The text does not contain it"],
    not_contains: () => [!whole.includes(part), "The text contains it"],
    equals: () => [whole === part, "The text is not equal to it"],
    starts_with: () => [whole.startsWith(part), "The text does not start with it"],
    ends_with: () => [whole.endsWith(part), "The text does not end with it"],
  }[type]();
  return { passed, reason: passed ? null : reason };
}

function judgeLength(type, limit, length) {
  const passed = type === "min_length" ? length >= limit : length <= limit;
  return { passed, reason: passed ? null : `The text has ${length} characters` };
}

/** In Unicode characters: a surrogate pair is one. */
function lengthOf(text) {
  let pairs = 0;
  for (let index = 0; index < text.length; index++) {
    if (text.codePointAt(index) > 0xffff) {
      pairs++;
      index++;
    }
  }
  return text.length - pairs;
}

/** Without half of a surrogate pair at its end, which no database stores. */
function wholeCharacters(text) {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

function patternOf(source, flags) {
  const key = `${flags} ${source}`;
  let pattern = patterns.get(key);
  if (!pattern) {
    pattern = { expression: new RegExp(source, flags), slowTexts: 0 };
    patterns.set(key, pattern);
  }
  return pattern;
}

/**
 * Tries the patterns that wait. The limit is the one that node:vm puts on running a script. It takes 0.1 ms to set up,
 * so one stretches over all that wait. When it is met the match that was under way is tried again under a limit of its
 * own.
 */
function matchAll(waiting) {
  let at = 0;
  let until = 0;
  globalThis.matchWaiting = () => {
    for (; at < until; at++) match(waiting[at]);
  };
  let alone = false;
  while (at < waiting.length) {
    until = alone ? at + 1 : waiting.length;
    try {
      limited.runInThisContext({ timeout: patternLimitMs });
      alone = false;
    } catch (error) {
      const tooSlow = error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
      const again = at >= until || (tooSlow && !alone);
      if (!again) giveUp(waiting[at++], tooSlow);
      alone = again && at < until;
    }
  }
}

function match(verdict) {
  const { expression, slowTexts } = verdict.pattern;
  if (slowTexts >= maxSlowTexts) {
    verdict.reason = `Not tried: the pattern took too long on ${maxSlowTexts} texts`;
    return;
  }
  verdict.passed = expression.test(verdict.text);
  if (!verdict.passed) verdict.reason = "The text does not match";
}

function giveUp(verdict, tooSlow) {
  if (tooSlow) verdict.pattern.slowTexts++;
  verdict.reason = tooSlow ? "The pattern took too long" : "The pattern could not be run";
}
