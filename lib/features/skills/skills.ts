import type { Skill } from "./contract";

/** The skills that come with the product: the same for every organization whose plan includes them (document 000). */
export const skills: readonly Skill[] = [
  {
    id: "review-code",
    name: "Review code",
    description: "Finds defects in a change and explains how each one shows.",
    instructions:
      "Read the whole change before you judge it. Report only defects that change behaviour, the most serious first: where it is, which input makes it fail, what happens then, and the smallest correction. Say so when you find none.",
  },
  {
    id: "summarize-meeting",
    name: "Summarize a meeting",
    description: "Turns a transcript into decisions, open questions and tasks.",
    instructions:
      "List first what was decided, then what stayed open, then who does what until when. Use the speakers' own terms. Leave out what was only considered, and never invent an owner or a date.",
  },
  {
    id: "answer-ticket",
    name: "Answer a support ticket",
    description: "Drafts a reply that solves the problem or asks for exactly what is missing.",
    instructions:
      "Say in the first sentence what the customer can do now. Give steps in the order in which they are taken, one action each. When a fact is missing, ask for that fact alone and say what it decides.",
  },
  {
    id: "extract-fields",
    name: "Extract fields",
    description: "Reads named fields from free text into JSON.",
    instructions:
      "Return one JSON object with exactly the fields asked for. Copy values as they stand; write dates as YYYY-MM-DD and amounts as numbers. A field that the text does not state is null, never a guess.",
  },
];
