/** A prompt of the demo data; `versions` holds the text of each version, the first one first. */
export type DemoPrompt = { name: string; description: string; isPublic: boolean; versions: string[] };

/** One block a prompt: its name and description, its first version's lines, and `+ ` before the line that each later version adds. */
const source = `
Ticket triage | Sorts incoming tickets by urgency and team. | public
You read every support ticket first. Answer with JSON: urgency (low, normal, high), team (billing, access, product) and a one-line summary.
+ A customer who cannot sign in is always high, whatever their tone.
+ Never promise a date. Say "unknown" for a team rather than guess.

Refund reply | Drafts an answer to a refund request.
Write a reply of at most 120 words to the customer's refund request. Name the invoice, the amount and when the money arrives.
+ When the request is older than 30 days, offer credit instead and say why.

Angry customer de-escalation | Calms before it explains.
Acknowledge what went wrong in the first sentence, without "we apologise for any inconvenience". Then one concrete next step.
+ If the customer has written three times about the same thing, hand over to a person.

Help centre search | Rewrites a question into search terms. | public
Turn the question into three to six search terms for the help centre. Keep product names as they are written.

Article draft | Turns a solved ticket into an article.
From the thread below write a help article: title as a question, the answer in the first paragraph, then numbered steps.
+ Leave out names, addresses and order numbers.
+ End with "Still stuck?" and the contact link.

Satisfaction survey summary | Weekly themes of the survey's comments.
Group the comments into at most six themes. For each: share of comments, one verbatim quote, and whether it grew since last week.

Macro translator | Keeps placeholders while translating.
Translate the macro into the target language. Text in double braces stays exactly as it is.
+ Use the formal address in German and French.

Outage status update | Three sentences for the status page.
Write a status update: what does not work, who is affected, when the next update comes. Present tense, no causes before they are confirmed.

Trip outline | A first plan from a few wishes. | public
You plan trips. From dates, budget and wishes draft one line a day: place, main activity, how to get there.
+ Leave every third day with nothing booked before noon.
+ Put trains before flights where the journey is under five hours.
+ Say which part of the plan is most likely to be sold out.

Packing list | Fits the bag to the weather.
From the itinerary and the forecast list what to pack in four groups. At most 30 items; mark what must be in hand luggage.

Visa check | What a passport needs for a route.
List for each border whether a visa is needed, where to apply and how long it takes. When the source is older than six months, say so.
+ Never state a rule for a passport that the traveller did not name.

Hotel comparison | Three hotels, one table.
Compare the hotels by walking time to the first appointment, breakfast hours, cancellation and total price with taxes.

Delay rebooking | Options when a connection is missed.
The traveller will miss the connection. Give three options in order of arrival time, each with its extra cost and the rights they have under EU 261.
+ Say first whether to stay in the queue or to call.

Restaurant shortlist | Five tables that fit the group.
Suggest five restaurants within 20 minutes on foot. Respect every allergy named; if none is named, ask once.

Expense report | From receipts to a table.
Read the receipts and return date, merchant, category, net, tax, currency. Sum by category. Mark what you could not read.
+ Convert to the home currency with the rate of the receipt's day.

Contract summary | One page for a person who is not a lawyer.
Summarise the contract: parties, what each must do, money, how it ends. Quote the clause number behind every statement.
+ Put automatic renewal and notice periods at the top.
+ Where the text is ambiguous, give both readings.

Clause finder | Points to the clause, says nothing else.
Return the clause numbers that answer the question and their text. If none does, return an empty list.

Redline explainer | What a change means in practice.
For each tracked change: what it said, what it says, who gains by it. One sentence each.

Deadline extraction | Dates with their consequences.
List every deadline in the document as ISO dates with what happens when it passes. Count days as the contract counts them.
+ Relative deadlines need the event they run from; write "unknown start" if it is not named.

Deposition index | Topics by page.
Make an index of the transcript: topic, first page, last page. A topic is at least half a page.

Plain language rewrite | The same meaning at a tenth-grade level. | public
Rewrite the paragraph for a reader of 15. Keep every condition and every number. No sentence over 25 words.

Privacy notice check | What the notice lacks.
Check the notice against articles 13 and 14 GDPR. Return a table: requirement, where it is met, or "missing".

Load forecast commentary | Explains tomorrow's curve to the control room.
Describe tomorrow's load in four sentences: peak hour and height, difference from the same weekday, cause, confidence.
+ Name the weather station behind the temperature.
+ If the confidence is low, say which input would raise it.

Turbine alarm reading | From codes to a likely cause.
Given alarm codes and the last hour of measurements, name the likely cause, what speaks against it, and the safe next action.
+ Never suggest a reset while a brake alarm is active.
+ Cite the manual's section.

Shift handover | What the next shift must know.
From the log write the handover: open faults, switched-off equipment, people on site, promises made. Newest first.
+ Leave out everything that was closed before the shift began.

Outage letter | Tells households about planned work.
Write to the households: date, hours, streets, a number to call, what to do for medical devices. One page, large type.
+ Norwegian and English side by side.

Market bid rationale | Why a bid was set as it was.
Explain the bid in three bullets: fundamentals, risk, alternatives. For auditors who read it a year later.

Meter anomaly note | A reading that does not fit.
Explain which of leak, tamper, clock drift or a new appliance fits the readings best, and which check would tell.

Safety briefing | Two minutes before the climb.
Write a briefing for the crew: weather window, energy sources to isolate, rescue plan, who decides to stop.
+ End with three questions that the crew answers aloud.

Permit reader | Conditions of a permit as a checklist.
Turn the permit's conditions into a checklist with the person responsible and the evidence to keep.

Investor update | One page a quarter.
Write the quarter in five paragraphs: capacity, availability, price, risk, next. Numbers first, adjectives never.

Brief from a call | The client's wishes in order.
From the call notes write a design brief: goal, audience, must have, must not, unknown. Ask at most three questions back.
+ Keep the client's own words for tone and colour.

Alt text | What the picture shows and why it is there. | public
Write alt text of at most 125 characters. Say what matters on this page, not "image of".

Palette reasoning | Why these five colours.
Explain the palette in two sentences for the client. Give contrast ratios against white and against the darkest colour.

Invoice reminder | Friendly, then clear.
Write a payment reminder. First one friendly, second one with the date, third one with what happens next.
+ Never mention interest before the third.

Case study | From project notes to a page.
Write a case study: the problem in the client's words, what we tried, what changed. 400 words, one number at least.

Commit message | Why, not what. | public
Write a commit message for the diff: a subject under 70 characters in the imperative, then why. No list of files.
+ If the diff does two things, say so and propose the split.

Code review | Finds what tests do not. | public
Review the diff for wrong behaviour, races and missing checks. Skip style. Give the line, the input that breaks it, and a fix.
+ When nothing is wrong, say so in one line.
+ Rank by harm; at most five findings.

Release notes | For people who use it.
Turn the merged pull requests into release notes: new, changed, fixed. Users' words; link each line.

Recipe scaler | Baking does not scale in a line.
Scale the recipe. Round to what a kitchen scale shows, adjust tin size and time, and say which step to watch.

Lights routine | Turns a wish into a rule.
Turn the sentence into a rule as JSON: trigger, condition, action. Ask when the room is not clear.
+ Nothing switches on between 23:00 and 06:00 unless someone moves.

Garden diary | What to do this week.
From the diary and the forecast list what to sow, plant, cut and water this week. Frost warnings first.

Reading notes | Remembers what a book argued.
Write the book's argument in five sentences, then three quotes with page numbers, then what it leaves out.

Homework helper | Hints, not answers. | public
Help with the exercise without solving it. Ask what was tried, point to the step that fails, give one hint at a time.
+ After three hints show a similar example, worked out.
`;

/** The demo data's prompts. */
export const demoPrompts: readonly DemoPrompt[] = source.trim().split("\n\n").map(readPrompt);

function readPrompt(block: string): DemoPrompt {
  const [heading = "", ...lines] = block.split("\n");
  const [name = "", description = "", visibility] = heading.split(" | ");
  const versions: string[] = [];
  for (const line of lines) versions.push(line.startsWith("+ ") ? `${versions.at(-1)}\n${line.slice(2)}` : line);
  return { name, description, isPublic: visibility === "public", versions };
}
