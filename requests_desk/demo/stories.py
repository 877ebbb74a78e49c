"""What the people of the demo agency ask, in their own language. Times are working minutes before now."""

from dataclasses import dataclass

KADRI, PRIIT = "demo-specialist", "1101"


@dataclass(frozen=True)
class Step:
    """Something that happened to a request; `by` is the specialist."""

    ago: int
    verb: str
    text: str = ""
    by: str = KADRI
    waiting_for: str = ""


@dataclass(frozen=True)
class Story:
    """One request and its steps."""

    ago: int
    kind: str
    who: str
    text: str
    urgency: int = 3
    steps: tuple[Step, ...] = ()
    confidential: bool = False


STORIES = [
    Story(
        280,
        "broken",
        "1104",
        "Vesi lekib II korruse köögis valamu alt\nPõrand on märg, panin ämbri alla. Vett tilgub iga paari sekundi tagant.",
        1,
        (
            Step(270, "take"),
            Step(262, "reply", "Tere, Tiina! Palun keera valamu all olev kraan kinni. Torumees on teel."),
            Step(240, "note", "Torumees lubas tulla tunniga. Kui kraan ei pea, helistan majahaldurile."),
        ),
    ),
    Story(
        210,
        "broken",
        "1102",
        "Klienditeeninduse saali uks ei lukustu\nSaali välisukse lukk ei haaku. Ust saab kinni tõmmata, aga lukku ei lähe. Kell 17 peab maja valve alla minema.",
        1,
        (
            Step(199, "take"),
            Step(
                192,
                "reply",
                "Tere, Jaanus! Kutsusin lukksepa. Jäta saal seniks järelevalve alla, külastajad tulevad kõrvaluksest.",
            ),
            Step(160, "note", "Lukuabi lubas kohale jõuda kella 11-ks. Lepingus on reageerimisaeg 2 h."),
            Step(158, "wait", waiting_for="partner"),
            Step(68, "resume"),
            Step(64, "reply", "Lukksepp on kohal ja vahetab südamikku. Uued võtmed annab ta sulle."),
            Step(15, "ask", "Lukk käib nüüd kinni, aga võtmeid sain ainult kaks. Vaja oleks nelja."),
        ),
    ),
    Story(
        95,
        "telecom",
        "1103",
        "Nõupidamisruumi ekraan ei lähe tööle\nKell 14 on koosolek maakonna partneritega. Kaablit vahetasime, pilti ei tule.",
        2,
    ),
    Story(
        960,
        "newcomer",
        "demo-contact",
        "Töökoht uuele kolleegile: Liis Rohumäe, esimene tööpäev 1. detsember\nVaja on lauda, tooli, telefoni ja võtmekaarti. Ruum 207.",
        2,
        (
            Step(930, "take", by=PRIIT),
            Step(
                900,
                "reply",
                "Tere, Piret! Laud ja tool on laos olemas, toome need 27. novembril. Võtmekaardi teen ise.",
                by=PRIIT,
            ),
        ),
    ),
    Story(
        1500,
        "broken",
        "demo-staff",
        "Laualamp vilgub, tuba 312\nLaualamp vilgub juba teist päeva ja silmad väsivad. Pirni vahetasin ise, ei aidanud.",
        3,
        (
            Step(1490, "take"),
            Step(
                560,
                "reply",
                "Tere, Marek! Viga on tõenäoliselt toiteplokis, mitte pirnis. Tellisin elektriku ja toon sulle seniks asenduslambi.",
            ),
            Step(
                470,
                "wait",
                "Kas elektrik tohib tuppa 312 tulla homme kell 9.00, ka siis, kui sind kohal ei ole?",
                waiting_for="requester",
            ),
        ),
    ),
    Story(
        620,
        "supplies",
        "1104",
        "Printeri tooner on otsas, II korruse koridor\nMust tooner sai eile otsa, varus ei ole.",
        3,
    ),
    Story(
        1300,
        "telecom",
        "1106",
        "Telefoni andmemaht sai täis, vajan lisa\nOlen sel kuul palju kodukülastustel ja kaart kulub.",
        3,
        (Step(1280, "take"),),
    ),
    Story(
        2300,
        "move",
        "1105",
        "Palun viia vana kapp koridorist ära\nSeisab II korruse koridoris ja jääb inimestele ette.",
        4,
        (Step(2250, "take", by=PRIIT),),
    ),
    Story(
        1700, "broken", "1105", "Külmkapi uks ei sulgu korralikult\nTihend on lahti, piim läheb hapuks.", 4
    ),
    Story(
        2900,
        "other",
        "demo-staff",
        "Uus töötool\nVana tooli käetugi murdus.",
        3,
        (
            Step(2850, "take"),
            Step(2840, "reply", "Tere, Marek! Tellisin sama mudeli, mis sul oli."),
            Step(
                2830,
                "wait",
                "Tool on tellitud, tarnija lubas selle järgmisel nädalal.",
                waiting_for="delivery",
            ),
        ),
    ),
    Story(
        330,
        "climate",
        "1107",
        "Kabinetis 102 on 15 kraadi\nRadiaator on külm, kuigi nupp on põhjas. Töötan jope seljas.",
        2,
        (Step(300, "take", by=PRIIT),),
    ),
    Story(150, "access", "1108", "Võtmekaart ei ava III korruse ust\nEile veel avas.", 2),
    Story(
        700,
        "cleaning",
        "demo-contact",
        "Fuajee põrand on pärast lund märg ja libe\nÜks külastaja libises täna. Vaja on lisamatti.",
        2,
        (
            Step(690, "take"),
            Step(660, "reply", "Tere, Piret! Koristaja kuivatab põranda iga tund, matt tuleb homme."),
        ),
    ),
    Story(
        400,
        "safety",
        "1103",
        "Soovin töökoha kohandamist terviseseisundi tõttu\nTööandja arst soovitas reguleeritavat lauda. Lisan otsuse, kui tead, kellele.",
        3,
        (),
        True,
    ),
    Story(
        4300,
        "vehicle",
        "demo-staff",
        "Auto neljapäevaks: Tallinn–Pärnu\nSõidan kliendi juurde, tagasi samal päeval.",
        3,
        (
            Step(4270, "take"),
            Step(4200, "resolve", "Auto 412 BKT on sulle kinni pandud, võtmed saad valvelauast."),
        ),
    ),
    Story(
        520,
        "ride",
        "1107",
        "Kas sõidurakendust tohib kasutada ka vallas?\nÄpp pakub sõitu ainult linna piires.",
        4,
    ),
    Story(
        1130,
        "access",
        "1103",
        "Välisukse kaardilugeja ei tööta\nKolleegid helistavad valvesse, et sisse saada.",
        1,
        (
            Step(1120, "take"),
            Step(
                1090,
                "reply",
                "Tere, Karin! Lugeja on tellitud. Niikaua avab ukse valve, andsin neile nimekirja.",
            ),
        ),
    ),
    Story(
        905,
        "broken",
        "1107",
        "Külastajate WC-s jookseb vesi vahetpidamata\nLoputuskast ei täitu, vesi voolab kogu aeg.",
        1,
        (Step(890, "take"), Step(880, "reply", "Tere, Irina! Sulge palun nurgakraan, torumees tuleb täna.")),
    ),
    Story(
        500,
        "furniture",
        "demo-staff",
        "Reguleeritav laud tuppa 312\nPraegune laud on liiga madal ja selg väsib. Sobiks 160 cm lai laud.",
        3,
    ),
    Story(
        1100,
        "furniture",
        "1108",
        "Kaks külastajatooli nõupidamisruumi\nKaks vana tooli on katki läinud.",
        3,
        (Step(900, "approve", by="demo-manager"),),
    ),
    Story(60, "broken", "demo-staff", "Kohvimasin näitab viga E4\nIII korruse kööginurk.", 3),
]
