/** Words that say nothing of what a text is about, in the languages that most texts are written in. */
const lists = {
  english: `a about above after again against all also am an and any are as at be because been before being below between
    both but by can cannot could did do does doing down during each few for from further get got had has have having he her
    here hers him his how i if in into is it its itself just let like may me might more most must my no nor not now of off
    on once only or other our ours out over own per same she should so some such than that the their theirs them then there
    these they this those through to too under until up upon us very was we were what when where which while who whom why
    will with without would yes you your yours don't doesn't didn't isn't aren't wasn't can't won't it's i'm that's`,
  german: `aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass dein dem den der des die dies diese
    dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch für hat hatte hatten ich ihm ihn ihr
    ihre im immer ins ist ja jede jeder kann kein keine können man mehr mein mich mir mit muss müssen nach nicht nichts noch
    nur ob oder ohne sehr sein seine sich sie sind so soll über um und uns unser unter vom von vor war waren was weil wenn
    wer werden wie wieder will wir wird wo wurde wurden zu zum zur zwischen`,
  french: `au aux avec ce ces cet cette comme dans de des du elle elles en est et être eu il ils je la le les leur leurs lui
    mais me même mes moi mon ne nos notre nous ont ou où par pas plus pour qu que qui sa sans se ses si son sont sur ta te
    tes toi ton tous tout très tu un une vos votre vous`,
  spanish: `al algo como con cual cuando de del desde donde dos el él ella ellas ellos en entre era es esa ese eso esta está
    este esto fue ha han hasta hay la las le les lo los más me mi mis muy nada ni no nos o os para pero por porque que qué
    quien se ser si sí sin sobre son su sus también te tiene todo todos tu un una uno y ya yo`,
  italian: `agli ai al alla alle anche che chi ci come con cui da dal dalla degli dei del della delle di dove è e ed era fra
    gli ha hanno ho i il in io la le lei lo loro lui ma mi mia mio nei nel nella noi non nostro o per perché più quando
    questo questa se si sono su sua sue sul sulla suo suoi ti tra tu tutti tutto un una uno vi voi`,
  portuguese: `ao aos as às até com como da das de dela dele depois do dos e é ela ele eles em entre era essa esse esta está
    este eu foi há isso isto já lhe mais mas me meu minha muito na não nas nem no nos nós o os ou para pela pelo por qual
    quando que quem se sem ser seu seus sua suas também te tem um uma você`,
  dutch: `aan al alles als ben bij daar dan dat de der deze die dit doch doen door dus een en er ge geen haar had heb hebben
    heeft hem het hier hij hoe hun iemand iets ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet
    niets nog nu of om omdat ons ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was wat we wel
    werd wezen wie wij wil worden zal ze zei zelf zich zij zijn zo zonder zou`,
  japanese: `これ それ あれ この その あの ここ そこ から まで ため こと もの よう です ます した する して いる ある なる
    ない れる られ など また として について による ました でした ません`,
  chinese: `我们 你们 他们 这个 那个 一个 没有 因为 所以 但是 如果 可以 已经 以及 或者 的 了 是 在 和 有 也 就 都 而 及 与 着 或 不 很`,
  arabic: `في من على إلى عن مع هذا هذه ذلك تلك التي الذي أن إن كان كانت قد لا ما لم لن هو هي هم أو ثم كل بعد قبل عند بين حتى`,
};

/** All of them together: memories mix languages, and no text says which it is in. */
export const stopWords: ReadonlySet<string> = new Set(Object.values(lists).flatMap((list) => list.split(/\s+/)));
