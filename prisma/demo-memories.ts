import { MemoryType } from "@/lib/generated/prisma/enums";

/** A memory of the demo data. */
export type DemoMemory = { type: MemoryType; content: string };

/** One block an organization, under its slug; one memory a line, `E` episodic, `S` semantic, `P` procedural. */
const source = `
# hobby
S The living room lamp is a Zigbee bulb on channel 15; the hallway lamp is Wi-Fi and drops off after router restarts.
P To pair a new sensor: hold the button for five seconds, wait for three blinks, then name it within a minute.
E On Sunday the heating stayed on all night because the window contact's battery was empty.
S The cat opens the kitchen door, so motion there after midnight is not a person.
P When the washing machine's power falls below 4 W for three minutes, announce that it is done.
E The light routine woke the neighbour's dog again; moved its start from 05:30 to 06:15.
S Tomatoes stand on the south balcony; they wilt above 32 degrees unless watered in the morning.
S Electricity is cheapest between 02:00 and 05:00 on the current tariff.
E First frost on the balcony was on 9 November last year.
P Back up the hub before every update; the restore takes eleven minutes.
S Grandma's recipe uses 21 g of fresh yeast, which is 7 g of dry yeast.
E The doorbell camera missed the parcel on Thursday because its clip length was 5 seconds.
S Tim reads better with warm light below 2700 K.
P If the internet is down, the blinds follow the sunset table stored on the hub.
E Replaced the router; every device got a new address except the printer.
S The bread oven needs 40 minutes to reach 250 degrees.
P For pizza night switch the oven on at 17:20 and the extractor at 18:00.
E The smoke detector in the hall chirped at 03:00; battery changed.

# studio
S Harbour Coffee wants no green anywhere: their competitor across the street owns it.
S Nadia at Harbour Coffee decides; Tom pays the invoices and answers within two days.
E The second logo round for Harbour Coffee ended after ten minutes: they chose the paper boat.
P Send PDFs to Lumen Books as single pages; their printer cannot split spreads.
S Lumen Books prints on uncoated 120 g paper, so dark areas lose about 15 percent contrast.
E Lumen Books paid invoice 2026-031 eleven days late without a word; no reminder had been sent.
S Kiteworks uses Inter for everything and will not license another typeface this year.
P Before each Kiteworks call open the last three comments in their board; they expect us to have read them.
E Kiteworks asked for the dark theme a second time; the first request was lost in a chat.
S Contrast below 4.5 to 1 was the reason the city library rejected the first poster.
P Name files client-project-version-date, never "final".
E The city library's poster went to print on 3 October with the corrected opening hours.
S Mary does not take calls before ten or on Fridays.
P Quotes are valid for 30 days and list two revision rounds; a third is billed by the hour.
S The photographer for food is Ines; for people it is Marek, who needs three weeks' notice.
E A client used the draft photographs on their shop before the licence was paid.
P Export icons at 24 and 48 pixels and check them on a dark background.
S Bluebird Nursery's parents read on phones; nothing below 16 pixels.
E Bluebird Nursery's mascot became a wren because the bluebird looked like another brand.
S The studio's accountant needs receipts by the fifth of the month.
P When a project ends ask for one sentence we may quote, the same week.
E Won Harbour Coffee's packaging after sending a paper model instead of a rendering.
S Two clients share an owner: Lumen Books and the bar next door.

# travel
S The Marchetti family travels with a toddler who sleeps from 13:00 to 15:00.
S Mr Sato takes aisle seats, right-hand side, and no meals with peanuts.
E The Marchettis missed the ferry to Procida in May because the car park was full by nine.
P For Japan order the rail pass ten days ahead; the voucher goes by courier, not by mail.
S Hotel Alba in Turin serves breakfast only until 9:30 on Sundays.
E Priya praised the night train to Vienna and asked for it again.
P When a flight is cancelled rebook first, then write to the client, then claim under EU 261.
S Dr Lund has a pacemaker and asks for a hand search at security.
E A guest in Lisbon was moved to the sister hotel; the refund of 84 euros took six weeks.
S The walk from Gare de Lyon to Gare d'Austerlitz takes 12 minutes with a suitcase.
P Confirm airport transfers the evening before, by phone in Naples, by message everywhere else.
S Club members may cancel until 18:00 on the day before.
E The Okonkwo wedding group grew from 22 to 31 people two weeks before the date.
S Tap water on the island of Hydra is not for drinking.
P Ask for passport expiry before quoting anything outside Schengen.
E Mr Sato's lost suitcase was found at gate B12 and delivered at 02:40.
S The museum in Bilbao is closed on Mondays except in August.
P Children under six ride free on Swiss trains; under sixteen they need the family card.
S Priya prefers small hotels without a gym and dislikes carpets.
E Strike at Milan Malpensa on 14 October: five clients went by train from Zurich.
S The tasting menu at Casa Luz can be made without shellfish if told two days ahead.
P Send the itinerary as one PDF and as calendar entries; the older clients print it.
E The Reykjavik group saw the northern lights on the third night after two cloudy ones.
S Travel insurance through the card covers trips up to 60 days.
P For the Azores plan a spare day before an onward flight; fog closes the airport.
E Ada renegotiated the Lisbon rate: 9 percent less for more than 20 nights a year.
S Dr Lund's assistant is Henrik; he approves anything under 500 euros.
S Connections under 70 minutes at Frankfurt fail for one client in six.
E A double booking in Porto was solved by the owner's own guest room.
P After each trip ask one question only: what would you leave out next time?

# support
S Cloudberry's billing runs on the first of the month at 03:00 UTC; cards that fail are tried again on days 3, 5 and 7.
S Customers on the old Team plan keep unlimited seats; nobody else has them.
E On 12 October exports were empty for 40 minutes after the storage migration; 61 tickets.
P For a lost second factor check two of: last invoice amount, workspace creation month, admin's answer by mail.
S "Workspace" means the whole company to customers and one project to engineers.
E Brightwater threatened to leave over the missing audit log; they stayed after the preview.
P Give the request id to engineering, never the customer's file.
S The mobile app shows yesterday's numbers until 06:00 in the customer's time zone.
E A customer deleted the wrong workspace; it was restored from the bin after 26 hours.
P Refunds up to 200 euros need no approval; above it, ask the lead with the invoice number.
S Healthcare customers may not send screenshots; ask for the page's name instead.
E The German translation said "delete" where it meant "archive"; eleven worried tickets in a day.
S SSO customers cannot change their email address themselves.
P When three tickets within an hour name the same page, open an incident.
S Imports over 50,000 rows are queued overnight.
E Lindgren Foods imported 48,000 rows with swapped columns; the undo took two steps.
S Brightwater's contact is Amara; she reads mail only in the morning, Pacific time.
P Answer in the language of the last message, not of the account.
E The status page was green during the sign-in trouble on 2 November; changed who may update it.
S Free workspaces are removed after 180 days without a sign-in, with three notices before.
P For "it is slow" ask for browser, time and page, then look at the trace of that minute.
S Webhooks are retried for 24 hours and then switched off with a notice to all admins.
E A customer's firewall replaced our certificate; they saw it as our outage.
S Education discounts end with the email domain; a new address loses it.
P Close a ticket only after the customer has answered or seven days have passed.
E Grace moved the Friday backlog to Thursday afternoon; Monday's first response fell to 38 minutes.
S Two customers share the name Northwind: one in Oslo, one in Austin.
S The export's column order is fixed by contract with three customers.
P Escalations name the customer, the money at risk, and what was tried.
E Northwind Oslo got Northwind Austin's invoice in March; both were told the same day.

# legal
S The Harlan lease renews by itself unless notice is given 90 days before 31 March.
S Judge Moreau wants exhibits numbered, not lettered.
E Opposing counsel in Vance agreed to extend discovery to 15 December by telephone; confirmed by mail the same day.
P Count court days without the day of service; include the last day unless it is a holiday.
S Client Delgado answers only to plain questions, one a message.
E The witness in Vance corrected page 44 of the transcript: "before", not "after".
P Redact account numbers to the last four digits before anything leaves the office.
S The Okafor estate has two wills; only the second was witnessed.
E The registry refused the Bell filing because the seal was a scan.
P File before 16:00; the portal stamps later uploads with the next day.
S Harlan's insurer is the same company that insures the other side.
E Mediation in Bell ended without agreement; the gap is 12,000.
S The non-compete in the Delgado contract names a city that no longer exists.
P For each new matter check conflicts against parties, spouses and companies.
S Alan bills in tenths of an hour and writes off the first call.
E The translation of the Marseille contract missed the second annex.
P Keep the original envelope when the date of service may be argued.
S Limitation in the Bell matter runs from knowledge, at the latest from 4 June 2024.
E The expert in Harlan changed the damage estimate from 210,000 to 185,000.
S Two of the Vance exhibits are under seal and may not be quoted in filings.
P Send drafts to Delgado as PDF without metadata.
E The hearing of 21 October was moved to the small courtroom; nobody told the witness.
S The landlord in Harlan is a trust; letters go to the trustee only.
P Note every call within the hour: who, how long, what was promised.
S The settlement in Reyes v. Coast is confidential even as to its existence.
E Coast paid the first instalment two days early.
P Before signing read the clause on governing law aloud to the client.

# energy
S Turbine N14 shows a gearbox temperature 3 degrees above its neighbours since the oil change.
S Crane work stops above 11 metres per second at hub height; the supplier's contract says 12.
E On 6 October icing took nine turbines of the Fjell park off for five hours.
P After a brake alarm wait for the rotor lock before anyone enters the hub.
S Substation Sund may export at most 82 MW until the second cable is repaired.
E The diver found the cable's damage 340 metres from shore, under the old mooring.
P Report every event above 10 MWh lost to the grid operator within 24 hours.
S The day-ahead auction closes at 12:00; our bids must be final at 11:40.
E A wrong clock on the met mast shifted the forecast by one hour for two days.
S Households on Sund's east side include a dialysis patient; call before any switching.
P In fog, crews travel by the inner route and report at each buoy.
S Blade inspections by drone need the turbine stopped with one blade down.
E N03's pitch motor failed for the second time in a year; the third spare part was ordered.
S Snow load on the Fjell roof is measured by two scales; the left one reads high.
P For a black start bring up hydro at Elv first, then the feeder to the hospital.
E The forecast missed the Saturday peak by 7 percent because of the football final.
S Reservoir Elv may fall to 412.5 metres in winter and 414 in summer.
P Change passwords of the turbine controllers after every contractor's visit.
S Rosa approves bids above 40 MW herself.
E Three reindeer slept in the switchyard; the fence was raised by half a metre.
S Noise limits at Sund apply from 22:00 to 07:00: mode 3, ten percent less power.
P Before a ship docks at the pier switch off the beacon's test mode.
E The new oil sensor on N14 agreed with the laboratory to within 4 percent.
S The market pays negative prices on about 30 Sundays a year.
P When prices turn negative, curtail N01 to N08 first; they have no heating to supply.
E The grid operator tested the emergency call on 1 November; answered after 11 seconds.
S Contract crews need the briefing in Polish or English.
E Lightning hit N09's blade tip; the receptor held, the lacquer did not.
P Photograph every seal number before and after opening a cabinet.
S Average availability of the Fjell park this year is 97.1 percent.
E The helicopter was called off twice in the week of the autumn storm.
S Spare transformers stand in Bergen; the road allows transport from May to October only.
P Write down readings before a reset; the controller forgets them.
`;

/** The demo data's memories by organization slug. */
export const demoMemories: ReadonlyMap<string, readonly DemoMemory[]> = new Map(
  source
    .trim()
    .split("\n\n")
    .map((block) => {
      const [heading = "", ...lines] = block.split("\n");
      return [heading.slice(2), lines.map(readMemory)];
    }),
);

function readMemory(line: string): DemoMemory {
  const type = Object.values(MemoryType).find((known) => known.charAt(0).toUpperCase() === line.charAt(0));
  if (!type) throw new Error(`no type of memory begins as ${line}`);
  return { type, content: line.slice(2) };
}
