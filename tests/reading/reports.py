"""An invented report in the shape of a wire story on a page, and short sentences for single rules."""

STORY = (
    "Support the Northern Courier!\n\n"
    "Contribute today\n\n"
    "Valmora Rejects Calls to Halt Shipments\n\n"
    "A senior trade official said Monday that Valmora sees no reason to stop its shipments.\n\n"
    "Deputy Trade Minister Ilan Berov said Valmora will honour its contracts.\n\n"
    "He told reporters that Valmora enjoys “close and steady ties with its neighbour, and we will keep "
    "them.”\n\n"
    "Fighting has gone on all year in a crackdown in which an estimated 4,300 people have been killed.\n\n"
    "The UN refugee agency in Geneva also said Monday that some\u00a0120,000 Sarans have fled their "
    "homes since "
    "the start of the unrest last spring.\n\n"
    "The Relief Agency's coordinator for Sara says 40,000 people have already fled to Jordan, Lebanon "
    "and Egypt and "
    '"on a daily basis dozens of people are still crossing into neighbouring countries."\n\n'
    "Mira Talvik told reporters that according to the Saran Red Crescent at least 80,000 people are "
    "also displaced "
    "within the country.\n\n"
    "She says some 65,000, mostly Malan refugees living in Sara are facing hardship.\n\n"
    "(AP, Reuters)\n\n"
    "Read more"
)
