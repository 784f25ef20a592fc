"""Arabic: each class of words for what happened to people, by sentences of its own, invented for this project."""

import pytest

from tawthiq.reading import read_report


def figures(text: str) -> list[str]:
    """Value (or order of magnitude) and category of every figure, in order."""
    return [f"{f.vague or format(f.value or 0, '.0f')} {f.category}" for f in read_report(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أكدت الرابطة أن 23 مدنياً قتلتهم الميليشيا.", ["23 killed"]),
        ("قال الأهالي إن 17 شاباً اعتقلتهم دورية.", ["17 detained"]),
        ("ذكر المكتب أن 9 بحارة خطفهم قراصنة.", ["9 abducted"]),
        ("أفادت الجمعية بأن 31 عاملاً أنقذتهم فرق الإنقاذ.", ["31 rescued"]),
        ("ذكر المكتب أن 12 تاجراً شملهم العفو.", ["12 released"]),
        ("أشار التقرير إلى أن 48 شخصاً جرت تسميتهم ثم تمت تصفيتهم.", ["48 killed"]),
        ("قال المتحدث إن 64 ممرضة تم تحريرهن.", ["64 released"]),
    ],
)
def test_a_verb_with_its_people_attached_stands_behind_them(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الجماعة تفرج عن 15 صياداً.", ["15 released"]),
        ("الحراس يعتقلون 26 متظاهراً.", ["26 detained"]),
        ("مسلحون يخطفون 8 مسافرين.", ["8 abducted"]),
        ("العاصفة تحصد أرواح 33 شخصاً.", ["33 killed"]),
        ("المجاعة تهدد 70 ألف طفل.", ["70000 in_need"]),
        ("الجفاف يؤثر على 4 آلاف مزارع.", ["4000 affected"]),
        ("أخلت المحكمة سبيل 19 طالباً.", ["19 released"]),
        ("خرج 11 سجيناً من السجن.", ["11 released"]),
        ("استعاد 5 معتقلين حريتهم.", ["5 released"]),
        ("لجأ إلى المدارس 300 شخص.", ["300 sheltered"]),
        ("بات بلا مأوى 800 شخص.", ["800 homeless"]),
        ("علق تحت الأنقاض 7 عمال.", ["7 trapped"]),
        ("توفي 6 جرحى متأثرين بإصاباتهم.", ["6 killed"]),
        ("احتجاز 14 رهينة في المصرف.", ["14 abducted"]),
        ("أدت العملية إلى تشريد 2000 لاجئ من المخيم.", ["2000 displaced"]),
        ("القضاء على 10 مسلحين في الوادي.", ["10 killed"]),
        ("وثقت الرابطة الاحتجاز التعسفي لما لا يقل عن 35 شخصاً.", ["35 detained"]),
        ("نُقل إلى المستشفى 22 شخصاً.", ["22 injured"]),
    ],
)
def test_each_event_has_its_verbs_and_nouns(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("يؤوي المركز 120 عائلة نازحة.", ["120 sheltered"]),
        ("استقبلت البلدة 33 عائلة نازحة.", ["33 displaced_internal"]),
        ("60 ألف شخص محاصرون في مخيم الوادي.", ["60000 trapped"]),
        ("عادت 40 أسرة مهجرة إلى القرية.", ["40 returned"]),
        ("قال المجلس إن 90 أسرة نازحة عادت إلى القرية.", ["90 returned"]),
    ],
)
def test_an_adjective_says_who_the_people_are(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("لا يقل عدد النازحين عن 5500 شخص.", ["5500 displaced_internal"]),
        ("زاد عدد المفقودين في البحر على 150.", ["150 missing"]),
        ("ناهز عدد المعتقلين الألفين.", ["2000 detained"]),
        ("عدد اللاجئين في الوادي 9 آلاف.", ["9000 refugee"]),
        ("بلغ عدد العالقين على الجسر 240 شخصاً.", ["240 stranded"]),
        ("ارتفع عدد المفرج عنهم إلى 81.", ["81 released"]),
        ("وصل عدد من هم بلا مأوى إلى 130.", ["130 homeless"]),
        ("بلغ عدد الناجين 16.", ["16 rescued"]),
    ],
)
def test_tolls_of_every_kind_reach_their_number(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قتيل واحد وثلاثة جرحى في السوق.", ["1 killed", "3 injured"]),
        ("مقتل جندي وإصابة آخر في الكمين.", ["1 killed", "1 injured"]),
        ("مقتل آخر حكام المدينة.", []),
        ("مليونا نازح في الإقليم.", ["2000000 displaced_internal"]),
        ("مقتل ستة، أربعة رجال وامرأتان.", ["6 killed", "4 killed", "2 killed"]),
        ("قتل 13 مدنياً (3 أطفال وامرأتان).", ["13 killed", "3 killed", "2 killed"]),
        ("13 قتيلاً بواقع 9 مدنيين و4 مسلحين.", ["13 killed", "9 killed", "4 killed"]),
        ("وفاة أكثر من 17 ألفاً، و773 شخصاً في السجون.", ["17773 killed"]),
        ("قال البيان إن 1300 شخص لجأوا إلى لبنان، بمن فيهم 300 طفل فروا مؤخراً.", ["1300 refugee", "300 refugee"]),
        ("بلغ عدد الأسر المتضررة 900 أسرة، تضررت 60 منها كلياً.", ["900 affected", "60 affected"]),
        ("نحو 20 ألف شخص، أي ثلثا السكان، يحتاجون إلى المساعدة.", ["20000 in_need"]),
    ],
)
def test_numbers_and_parts_keep_to_their_people(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "قُتل قائد اللواء 104.",
        "تحتاج البلدة إلى 30 مولداً.",
        "يواجه الكاتب 3 تهم.",
        "أرسلت الوزارة 12 فريقاً طبياً إلى المستشفى.",
        "ضبط 45 كيلوغراماً من الدخان.",
        "حاصرت القوات 3 بلدات.",
        "عودة 5 مخابز للعمل.",
        "وصل 9 أطباء إلى لبنان لتقديم المساعدة.",
        "توافد 2 مليون حاج إلى مكة.",
        "تعاني 18 ولاية من الجفاف.",
        "خرج المئات إلى الشوارع للمطالبة بالإفراج عن المعتقلين.",
        "تلقى 3000 طفل اللقاح.",
        "توقع 20 خبيراً هبوط العملة.",
        "يحتاج المصنع إلى 40 عاملاً.",
        "يضم المركز 40 باحثاً.",
        "عاد 20 حاجاً من مكة.",
        "تبادل 3 صحفيين أطراف الحديث.",
        "بدأت المظاهرة بخروج نحو 50 سيدة من المسجد.",
        "القطاع المكتظ بـ2.3 مليون نسمة بلا وقود.",
        "القضاء على 3 أمراض معدية.",
    ],
)
def test_things_troops_and_journeys_are_no_figure(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("صرح مسؤول أمني تونسي بأن 20 مهاجراً لقوا مصرعهم.", "مسؤول أمني تونسي"),
        ("أنقذ الحرس أربعة مهاجرين، وفق ما أفاد مسؤول في الحرس البحري بجرجيس.", "مسؤول في الحرس البحري بجرجيس"),
    ],
)
def test_a_people_or_a_place_behind_a_role_is_no_name(text: str, speaker: str) -> None:
    chain = read_report(text).figures[0].speaker
    assert (chain.name, chain.label) == ("", speaker)
