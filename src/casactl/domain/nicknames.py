"""Which given names stand for one another, and which are names of their own however alike they look."""

from __future__ import annotations

from collections.abc import Iterable

FORMAL = """
abigail: abby abbie gail; abraham: abe; adelaide: addie; agnes: aggie nessie; albert: al bert bertie; alexander: alex
alec alexis sandy sasha xander lex; alexandra: alex alexis sandra sandy sasha lexi; alfred: al alf alfie fred freddie;
alan: al allan allen alun; alice: ally allie; alison: ali ally allison; amanda: mandy; amelia: millie; andrew: andy
drew; andreas: andy; angela: angie ange; ann: anne annie nan; anna: annie; anthony: tony ant antony; antonio: tony
toni; antonia: toni; archibald: archie; arthur: art artie; augustus: gus; barbara: babs barb barbie; bartholomew:
bart; beatrice: bea bee trixie; benjamin: ben benny benji; bernard: bernie; bernadette: bernie; bradley: brad; brenda:
bren; bridget: bridie biddy; brian: bryan; calvin: cal; cameron: cam; carl: karl; caroline: carrie caro carolyn;
catherine: kate katie katy cathy kathy kath cath kit kitty kay katherine kathryn catharine katharine kathleen;
cecilia: cissy celia; charles: charlie chuck chas charley chaz; charlotte: charlie lottie lotte; christian: chris;
christina: chris chrissie tina kristina; christine: chris chrissie tina kristine; christopher: chris kit topher
kristopher; clifford: cliff; clive: cliff; constance: connie; cornelius: con neil; cynthia: cindy; daniel: dan danny;
danielle: dani; david: dave davy davey; deborah: deb debbie debra debby; denise: dee; dennis: den denny denis; derek:
derrick del; desmond: des; diana: di; diane: di dianne; dominic: dom dominick; donald: don donny donnie; dorothy: dot
dottie dolly dora; douglas: doug dougie duggie; edgar: ed eddie; edmund: ed eddie ned ted; edward: ed eddie eddy ned
ted teddy; edwin: ed eddie; edith: edie; eleanor: ellie nell nellie nora elinor lena; elizabeth: liz lizzie lizzy beth
betty betsy bess eliza libby elisabeth elspeth bette lisbeth; ellen: ellie nell nellie; emily: em emmy; emma: em
emmie; eric: erik rick; ernest: ernie; esther: essie; eugene: gene; evelyn: evie eve; ezekiel: zeke; florence: flo
florrie flossie; frances: fran franny francie; francesca: fran franny frankie; francis: frank frankie fran; francisco:
paco pancho frank; franklin: frank; frederick: fred freddie freddy frederic; gabriel: gabe; gabrielle: gabby gaby;
geoffrey: geoff jeff jeffrey jeffery; george: georgie; georgina: georgie gina; gerald: gerry jerry; gerard: gerry;
geraldine: gerry; gillian: gill jill jillian; giuseppe: beppe; graham: graeme grahame; gregory: greg gregor;
gwendolyn: gwen; hannah: hanna; harold: harry hal; harriet: hattie; harrison: harry; helen: nell; henry: harry hank
hal; herbert: herb bert; howard: howie; hubert: bert; hugh: hughie; ian: iain; ignatius: iggy; isaac: ike zac; isabel:
bella izzy isabelle isobel; isabella: bella izzy; jacob: jake; jacqueline: jackie jacqui; james: jim jimmy jamie jem;
jane: janie jayne; janet: jan; janice: jan; jason: jay; jean: jeanie; jennifer: jen jenny jenn jennie; jeremiah:
jerry; jeremy: jez jem jerry; jerome: jerry; jessica: jess jessie; joan: joanie; joanne: jo; joanna: jo; john: jon
johnny jack jonny johnnie; johannes: hans; jonathan: jon jonny johnathan jonathon; joseph: joe joey josef; josephine:
jo josie; jose: pepe; joshua: josh; judith: judy judi; julia: jules; julian: jules; julie: jules; kenneth: ken kenny;
kevin: kev; kimberly: kim kimberley; kristen: kristin; laurence: larry laurie lawrence lorenz; laura: laurie;
lawrence: larry laurie laurence; leonard: len lenny leo; leslie: les; lesley: les; lewis: lew louis; lillian: lily
lilian; linda: lindy lynda; lindsay: lindsey; louis: lou louie lewis; louise: lou; lucas: luke; lucille: lucy; lydia:
liddy; lynn: lyn lynne; madeleine: maddie maddy madeline; magdalena: lena; marcus: marc; margaret: maggie meg peggy
peg madge marge margie meggie greta; marie: mimi; marilyn: lyn; mark: marc; martin: marty martyn; mary: molly polly
mamie; matilda: tilly tilda; matthew: matt mat mathew; maureen: mo; maurice: mo morris; maximilian: max; megan: meg;
melanie: mel; melissa: mel missy; melvin: mel; michael: mike mick mickey micky mikey mikael michal; michelle: shelly
michele; mildred: millie; miriam: mim; mitchell: mitch; mohammed: mo mohamed muhammad muhammed mohammad mohamad;
montgomery: monty; morris: mo maurice; nancy: nan; natalie: nat nathalie; nathan: nat nate; nathaniel: nat nate
nathan; neil: neal neale; nicholas: nick nicky nico nicolas; nicola: nicky nic nikki; nicole: nicky nikki nic; nigel:
nige; nora: norah; norman: norm; oliver: ollie olly; olivia: liv livvy; oswald: ozzie; pamela: pam; patricia: pat
patty pattie trish tricia patti; patrick: pat paddy; paul: pauly; paula: polly; penelope: penny; percival: percy;
peter: pete; philip: phil phillip pip; philippa: pip pippa; phyllis: phyl; rachel: rach rachael; ralph: rafe;
randolph: randy; raymond: ray; rebecca: becky becca bex; reginald: reg reggie; richard: rich rick dick richie ricky
dickie; robert: bob rob bobby robbie bert robby; roberta: bobbie; roderick: rod roddy; rodney: rod; roger: rodger;
roland: rollo rowland; ronald: ron ronnie; rosalind: ros roz; rosemary: rosie rose; rosamund: ros; roy: royston;
rupert: rup; russell: russ; samantha: sam sammy; samuel: sam sammy; sandra: sandy; sarah: sally sara sadie; sean:
shaun shawn; sebastian: seb; shirley: shirl; sidney: sid sydney; simon: si; sofia: sophie sophia; sophia: sophie
sofia; sophie: sophy; stanley: stan; stephanie: steph stef; stephen: steve stevie steven stefan ste; stewart: stu
stuart; susan: sue susie suzy suzie; susannah: sue susie suzy susanna suzanna; suzanne: sue suzy suzie susanne;
sylvia: syl silvia; terence: terry terrence tel; teresa: terry tess tessa theresa; theodore: ted teddy theo; thomas:
tom tommy thom; timothy: tim timmy; tobias: toby; tracy: tracey; trevor: trev; valentine: val; valerie: val; vanessa:
nessa; veronica: ronnie; victor: vic; victoria: vicky vicki vikki tori; vincent: vince vinny; violet: vi; virginia:
ginny; vivian: viv; vivien: viv vivienne; walter: walt wally; wilfred: wilf fred; wilhelmina: minnie mina; william:
bill billy will willy willie; winifred: winnie freda; winston: win; yvonne: vonnie; zachary: zach zack zac zachariah;
zoe: zoey
"""
"""Each formal name with what people write instead; one short form may stand for several."""

OWN_NAMES = """
aaron adam adele adrian adriana agatha aidan aiden alana alba aldo alena alejandra alejandro alessandra alessandro
alma alvin amal aman amanda amar amber amelie amina amir amira amy ana anders andre andrea andrei angel angelina
angelo anil anita anja anton ariana arif arjun arlene armand armando ash asha ashley astrid aurora austin ava axel
aylin barry beau bella benedict bethan bianca bjorn blake bobby boris boyd brandon brett brigitte bruce bruno bryce
caitlin camila camilla carina carla carlo carlos carmen carmel carol carola carole carsten carter cassandra celine
cesar chantal cheryl chloe clara clare claire clark claude claudia claudio clement colin colm connor corey courtney
craig curtis cyril damian damien dana dane daniela daniele dario darren darryl daryl dawn dean deepa deepak deirdre
delia denis dev diego dieter dimitri dina dirk dmitri donna doreen doris dylan eamon earl edison eduardo eileen elaine
elena eli elias elijah elisa elise ella elliot elsa elsie elvira emil emilia emilie emilio enrico enrique erica erika
erin ernesto ethan etta eva evan faith farah fatima faye felicity felipe felix fernanda fernando finn fiona flora
floyd freya frida fritz gareth garry gary gavin gemma george georgia gerda germaine gianni gina giorgio giovanna
giovanni gita glen glenda glenn gloria gordon grace grant greta guido gustav guy hamish hana hans hari harley harper
harry harvey hasan hazel heather hector heidi heike heinz helena helene helga hilary hilda holly hope horst hugo
ibrahim ida ilse imogen imran ines inga inge ingrid iris irene irina irma ismail ivan ivana ivor ivy jack jackson
jaime jakob jan jana jared jasmin jasmine jasper javier jay jean jenna jens jerry jill joachim joan jodie joel johan
johanna jonah jonas jordan jorge josefina joss joy joyce juan juana judd jude juliana juliet juliette julio julius
june justin justine kai kara karan karen karin karina karla kate katja kay kayla keith kelly kelvin kenji kerry kian
kieran kiran kirsten kirsty klara klaus kurt kyle lana lance lara lars latoya lauren layla lea leah lee leila leon
leona leonie leroy liam lilly lily lisa logan lois lola lora loretta lorna lorraine louisa luca lucia luciana luciano
lucy luigi luis luisa luke luna lyle mabel madison maeve magda mai maja malcolm manuel manuela mara marcel marcela
marcello marcia marco margarita margot maria mariana marianne mariano marina mario marion marisa marissa marlene
marlon marta martha martina marvin mateo mathias matthias maud max maxine maya mei mercedes mia mick miguel mila milan
miles milton mina mira mirela moira mona monica monique morgan muriel myles myra nadia nadine naomi natalia natasha
nathalie ned neha nele nia niall nikita nikola nikolai nils nina noah noel noelle noor norbert norma olaf ole olga
olive omar oscar otto owen pablo paige parker pascal paolo paola patrice paulette pauline paulina pearl pedro petra
philippe pierre pietro priya quentin rafael rahul raj raja ramon randall raul rana ravi rene renee reuben rhys rita
riley rico robin robyn rohan rohit rolf roman romeo rory rosa rosanna rose ross rowan roxanne roy ruby rudolf ruth
ryan sabina sabine sabrina salma salman sandeep sandra sanjay santiago saskia saul scott selena selina serena sergei
sergio seth shane shannon sharon sheila shelley sian sidonie silas silke silvio simone sonia sonja sophia spencer
stacey stella sten stephane sunil sunita susana sven svetlana sybil tamara tania tanja tanya tara tariq taylor ted
terri thea theo thelma thierry thora tiffany tina todd travis tristan troy tyler ulrich ulrike una ursula uwe vera
vernon vicente victoria vijay viktor viktoria viola vivek wallace wanda warren wayne wendy wesley whitney wilhelm
willem wilma wyatt xavier yann yasmin yolanda yuri yusuf yves zara zelda zoran kevin sawyer sean neil josef stefan
hannah hanna martyn emanuel emanuela marcelo alina jane dora nora cora lena lina gian
"""


def _table(text: str) -> dict[str, frozenset[str]]:
    stands_for: dict[str, set[str]] = {}
    for line in text.replace("\n", " ").split(";"):
        formal, _, shorts = line.partition(":")
        for short in (formal.strip(), *shorts.split()):
            stands_for.setdefault(short, {short}).add(formal.strip())
    return {name: frozenset(formals) for name, formals in stands_for.items()}


STANDS_FOR = _table(FORMAL)
"""Each name in the table with the formal names it may stand for, itself among them."""

KNOWN = frozenset(STANDS_FOR) | frozenset(OWN_NAMES.split())
"""Two different ones of these are two people's names, not a slip of the pen: Martin and Marvin."""


def call_names(words: Iterable[str]) -> frozenset[str]:
    """Everything that the first of some folded names may stand for."""
    found: set[str] = set()
    for word in words:
        found |= STANDS_FOR.get(word, {word})
    return frozenset(found)
