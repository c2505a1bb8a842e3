"""The words that name what each scene draws."""

from collections.abc import Mapping

SUBJECTS: Mapping[str, str] = {
    "horizon": """
        landscape mountain mountains sunset sunrise sea ocean beach lake river hill hills valley desert island horizon
        sky dawn dusk sun moon coast coastline waterfall field fields meadow boat sail nature misty fog snow alps
        canyon surf dune dunes road trail camping forest jungle winter
    """,
    "interior": """
        interior room café cafe shop kitchen bedroom living window desk office home house restaurant bar studio cozy
        indoor table hotel apartment furniture chair sofa
    """,
    "interface": """
        ui ux interface dashboard website webpage mockup mockups wireframe infographic chart charts analytics app
        software
        saas landing screen data banking
    """,
    "still": """
        product watch perfume bottle packaging vase plinth podium still cosmetic cosmetics skincare lamp cup mug book
        phone smartphone jewelry jewellery headphones shoe sneaker bag marble commercial food cake wine candle pottery
        ceramic advertising serum books bottles watches lamps cups vases phones stack headphone
    """,
    "botanical": """
        botanical plant plants leaf leaves flower flowers floral garden tropical palm herb herbs bouquet tree trees
        botany rose tulip organic spring monstera fern wreath wedding
    """,
    "city": """
        city skyline street urban building buildings skyscraper skyscrapers town architecture downtown metropolis
        tokyo paris london york berlin night cyberpunk rooftop
    """,
    "cosmos": """
        space planet galaxy cosmos stars star astronaut universe orbit rocket moon saturn mars nebula cosmic alien
    """,
    "portrait": """
        portrait woman man girl boy person face people model headshot lady human character child king queen fashion
        singer dancer selfie hero avatar
    """,
    "cat": """
        cat cats kitten kitty pet feline
    """,
    "waves": """
        abstract wave waves flow flowing fluid gradient wallpaper ribbon ribbons silk music paper liquid smooth layers
        sound
    """,
    "geometry": """
        geometric bauhaus pattern poster grid shapes mosaic tiles swiss festival fest event conference flyer banner
        cover modernist design sale typography retro exhibition logo
    """,
    "orbs": """
        sphere spheres orb orbs glass bubble bubbles balloon balloons minimal minimalist 3d render balls ball
    """,
}
