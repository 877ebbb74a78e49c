"""Words for places and days in the forms in which sentences need them."""

TOWNS = {  # code of the office: where, where to, where from
    "TLN": ("Tallinnas", "Tallinnasse", "Tallinnast"),
    "TRT": ("Tartus", "Tartusse", "Tartust"),
    "PRN": ("Pärnus", "Pärnusse", "Pärnust"),
    "NRV": ("Narvas", "Narva", "Narvast"),
    "JHV": ("Jõhvis", "Jõhvi", "Jõhvist"),
    "VRU": ("Võrus", "Võrru", "Võrust"),
    "VLJ": ("Viljandis", "Viljandisse", "Viljandist"),
    "RKV": ("Rakveres", "Rakverre", "Rakverest"),
    "KRS": ("Kuressaares", "Kuressaarde", "Kuressaarest"),
    "HPS": ("Haapsalus", "Haapsallu", "Haapsalust"),
    "PDE": ("Paides", "Paidesse", "Paidest"),
    "RPL": ("Raplas", "Raplasse", "Raplast"),
    "JGV": ("Jõgeval", "Jõgevale", "Jõgevalt"),
    "PLV": ("Põlvas", "Põlvasse", "Põlvast"),
    "VLG": ("Valgas", "Valka", "Valgast"),
    "KJR": ("Kohtla-Järvel", "Kohtla-Järvele", "Kohtla-Järvelt"),
    "SLM": ("Sillamäel", "Sillamäele", "Sillamäelt"),
    "KEI": ("Keilas", "Keilasse", "Keilast"),
    "TPA": ("Tapal", "Tapale", "Tapalt"),
    "KRD": ("Kärdlas", "Kärdlasse", "Kärdlast"),
}
WEEKDAYS = ("esmaspäeval", "teisipäeval", "kolmapäeval", "neljapäeval", "reedel")
WEEKDAYS_FROM = ("esmaspäevast", "teisipäevast", "kolmapäevast", "neljapäevast", "reedest")
MONTHS = (
    "jaanuaril", "veebruaril", "märtsil", "aprillil", "mail", "juunil", "juulil", "augustil", "septembril",
    "oktoobril", "novembril", "detsembril",
)  # fmt: skip
FLOORS = ("0", "I", "II", "III", "IV", "V", "VI")
