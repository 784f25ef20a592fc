"""Arabic: each rule of grammar by sentences of its own, invented for this project."""

import pytest

from tawthiq.reading import read_report


def figures(text: str) -> list[str]:
    """Value (or order of magnitude) and category of every figure, in order."""
    return [f"{f.vague or format(f.value or 0, '.0f')} {f.category}" for f in read_report(text).figures]


def speakers(text: str) -> list[str]:
    return [figure.speaker.label for figure in read_report(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("سقط في القرية شهيدان وقتيل واحد في المزرعة.", ["2 killed", "1 killed"]),
        ("أفاد طبيب بوصول شهيدين إلى مستشفى البلدة.", ["2 killed"]),
        ("نفذت الطائرات هجوماً واحداً وقتلت 4 أشخاص.", ["4 killed"]),
        ("وقع هجوم واحد في السوق.", []),
        ("هذه واحدة من أسوأ أزمات النزوح.", []),
        ("مقتل مدنيين وإصابة ثلاثة في القصف.", ["2 killed", "3 injured"]),
        ("مقتل مدنيين في القصف على البلدة.", []),
        ("تسبب اللغم بإصابة الطفلين سامر وليلى.", ["2 injured"]),
        ("عاد الطفلان إلى المدرسة مع الصحفيين.", []),
    ],
)
def test_duals_and_singulars_count_only_where_they_are_numbers(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("عاد 3ر2 مليون لاجئ إلى بلادهم.", 2_300_000),
        ("نزح مليون و300 ألف شخص منذ الربيع.", 1_300_000),
        ("نزح 4 ملايين و50 ألف شخص منذ الربيع.", 4_050_000),
        ("قتلت القوات «37» شخصاً في الوادي.", 37),
        ("أصيب أكثر من (1950) شخصاً في المظاهرات.", 1950),
        ("أدت المعارك إلى إصابة أكثر من 1990 بجروح.", 1990),
    ],
)
def test_numbers_are_read_as_arabic_writes_them(text: str, value: int) -> None:
    assert [figure.value for figure in read_report(text).figures] == [value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قتل 9 مدنيين، بمن فيهم 4 أطفال.", ["9 killed", "4 killed"]),
        ("استشهد 30 مواطناً، هم 12 طفلاً، و11 امرأة، و7 رجال.", ["30 killed", "12 killed", "11 killed", "7 killed"]),
        (
            "نجا 40 راكباً، بينهم 20 رجلاً من مصر و15 باكستانياً وخمسة صوماليين.",
            ["40 rescued", "20 rescued", "15 rescued", "5 rescued"],
        ),
        ("من بين المعتقلين 80 طفلاً و15 طالبة و3 نواب.", ["80 detained", "15 detained", "3 detained"]),
        ("سقط قتلى بينهم ستة أطفال.", ["6 killed"]),
        ("ومن بين الجرحى، وفق إدارة المشفى، 14 طفلاً.", ["14 injured"]),
        ("قتل سبعة رعاة، إلى جانب شقيقين من قرية أخرى.", ["7 killed", "2 killed"]),
        (
            "عاد أكثر من 10 آلاف سوري، من بينهم 6 آلاف لاجئ إضافة إلى 4 آلاف نازح.",
            ["10000 returned", "6000 returned", "4000 returned"],
        ),
        ("قتل 50 مقاتلاً مقابل 20 عنصراً من الجيش.", ["50 killed", "20 killed"]),
        ("700 شخص في الجبل، ونحو 300 شخص في الوادي، نزحوا أمس.", ["700 displaced_internal", "300 displaced_internal"]),
        ("قتل 42 شخصاً، وتقول جمعيات إن العدد بلغ 60.", ["42 killed", "60 killed"]),
        (
            "قتل 20 شخصاً، بينهم طفلان، وفي المحافظات: 9 في حمص، و6 في درعا، و5 في الرقة بينهم امرأتان.",
            ["20 killed", "2 killed", "9 killed", "6 killed", "5 killed", "2 killed"],
        ),
        ("وصل 4 آلاف امرأة وطفل إلى لبنان.", ["4000 refugee"]),
        ("تضررت 300 أسرة نازحة - 1800 شخص - جراء السيول.", ["300 affected", "1800 affected"]),
        ("عن العائدين قال الوزير إن عددهم وصل إلى 9 آلاف.", ["9000 returned"]),
    ],
)
def test_parts_lists_and_joins_go_on_with_the_number_before(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_parts_belong_to_their_whole() -> None:
    reading = read_report("قتل 9 مدنيين، بمن فيهم 4 أطفال.")
    assert [(relation.total, relation.parts) for relation in reading.relations] == [(0, (1,))]


@pytest.mark.parametrize(
    "text",
    [
        "غرق قارب كان يقل 70 مهاجراً من بينهم امرأتان قبالة الساحل.",
        "وخرج نحو خمسة آلاف متظاهر يوم اعتقال الزعيم.",
        "وزعت الجمعية طروداً على 200 أسرة.",
        "سجلت الوزارة 500 إصابة بالكوليرا خلال أسبوع.",
        "تفشى مرض الحصبة في المخيم، وبلغ عدد الإصابات 90 إصابة.",
    ],
)
def test_passengers_crowds_and_cases_of_disease_are_no_figures(text: str) -> None:
    assert read_report(text).figures == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اعتقلت القوات منذ مساء أمس وحتى فجر اليوم الأحد، 18 مواطناً.", ["18 detained"]),
        ("نفذ الجيش حملة اعتقالات واسعة طالت 25 مواطناً.", ["25 detained"]),
        ("بلغت حصيلة الاعتقالات منذ الشتاء نحو 3 آلاف.", ["3000 detained"]),
        ("ارتفعت حصيلة الجرحى إلى 60.", ["60 injured"]),
        ("ارتفع عدد القتلى إلى 12 والجرحى إلى 31.", ["12 killed", "31 injured"]),
        ("أدى القصف لمقتل وإصابة عشرات المدنيين.", ["dozens killed_or_injured"]),
        ("اختفى عشرون رجلاً؛ وقالت أسرهم إن 20 رجلاً اختفوا قسرياً.", ["20 missing", "20 abducted"]),
        ("نحو 8 آلاف شخص ممن نزحوا خلال الحرب، عادوا إلى مناطقهم.", ["8000 returned"]),
        ("لا يزال 5 آلاف سوري خارج الحدود.", ["5000 refugee"]),
        ("يفتقد أكثر من 6 آلاف طفل للقاحات.", ["6000 in_need"]),
        ("فقد سجلت القرية مقتل 6 أشخاص.", ["6 killed"]),
        ("فقدت العائلة 11 من أفرادها في القصف.", ["11 killed"]),
        ("تم الإفراج عن 30 أسيراً جرى نقلهم إلى العاصمة.", ["30 released"]),
        ("أجبر القتال نحو 900 لاجئ على الفرار من المخيم.", ["900 displaced"]),
        ("قتلت: 15 مدنياً، بينهم: 5 أطفال.", ["15 killed", "5 killed"]),
        ("بلغت حالات الوفاة بسبب سوء التغذية أكثر من 70 شخصاً.", ["70 killed"]),
        ("أدين بقتل 11 شرطياً.", ["11 killed"]),
        ("بلغ عدد الأسر المتضررة 450 أسرة، تعرضت 80 منها لدمار كامل.", ["450 affected", "80 affected"]),
        ("لحقت أضرار جزئية بـ730 أسرة.", ["730 affected"]),
        ("عدد السوريين الذين عادوا إلى بلادهم بلغ 90 ألفاً.", ["90000 returned"]),
        ("خمس طالبات جرى اختطافهن من المدرسة.", ["5 abducted"]),
        ("وصل نحو 50 ألفاً من السكان من الشمال إلى تشاد.", ["50000 refugee"]),
        (
            "بلغ عدد النازحين 80 ألفاً، بزيادة 9 آلاف شخص عن العام السابق، منهم 20 ألفاً في المخيم.",
            ["80000 displaced_internal", "20000 displaced_internal"],
        ),
        ("قال الشاهد الذي فر من القرية إن المسلحين ضربوا 40 شاباً.", []),
        ("لقي 12 مهاجراً، بينهم رضيعان، مصرعهم في الصحراء.", ["12 killed", "2 killed"]),
    ],
)
def test_what_happened_is_read_from_its_own_words(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("قتل 6 أشخاص، بحسب (مرصد الوادي لحقوق الإنسان).", "مرصد الوادي لحقوق الإنسان"),
        ("وذكرت الشبكة أنها وثقت مقتل 60 شخصاً.", "الشبكة"),
        ("وأضافت الوزارة، التي تتخذ من العاصمة مقراً لها،أن 12 شخصاً قتلوا.", "الوزارة"),
        ("مفوضية شؤون اللاجئين، تؤكد أن 70 ألف شخص عادوا إلى منازلهم.", "مفوضية شؤون اللاجئين"),
        ("وقد نشرت لجنة الأطباء بياناً أحصت فيه أكثر من 30 قتيلاً.", "لجنة الأطباء"),
        ("أوضحت رئيسة البعثة في اليمن سلمى حداد أن 20 شخصاً قتلوا.", "سلمى حداد"),
        ("أعلن المتحدث باسم الهيئة في إقليم دارفور بالسودان عمر زكي أن 20 شخصاً قتلوا.", "عمر زكي"),
        ('قال المتحدث باسم المفوضية لحقوق الانسان "يان ماركوف" إن 20 شخصاً قتلوا.', "يان ماركوف"),
        ("أعلن رئيس الإدارة في دونيتسك الأوكرانية بافلو ماركو مقتل 9 مدنيين.", "بافلو ماركو"),
        ("وكانت الأمم المتحدة، أعلنت، أمس، أن 70 ألف لاجئ عادوا.", "الأمم المتحدة"),
        ("خطف 40 طفلاً، بحسب ما أفاد القرويون الفارون.", "القرويون الفارون"),
        ("كشفت مصادر رسمية، وأخرى عسكرية، عن مقتل 9 أشخاص.", "مصادر رسمية"),
        ("مكتب حقوق الإنسان سجّل سقوط 80 قتيلاً.", "مكتب حقوق الإنسان"),
        ("ولكن منظمات حقوقية تقول إن 40 شخصاً قتلوا.", "منظمات حقوقية"),
        ("وكانت الحصيلة السابقة أشارت إلى مقتل 30 مدنياً.", ""),
        ("فقد سجلت منطقة الوادي 51 وفاة.", ""),
        ("سجلت تركيا 51 وفاة.", ""),
        ("ومن بين الجرحى، وفق وزارة الصحة، 14 طفلاً.", "وزارة الصحة"),
    ],
)
def test_who_says_a_figure_is_named_or_left_empty(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


def test_a_source_that_trails_a_clause_of_its_own_carries_that_clause() -> None:
    text = "وبحسب المرصد، قتل 8 مدنيين، فيما نزح 400 شخص، وفق تقديرات للأمم المتحدة."
    assert [label.replace("أ", "ا") for label in speakers(text)] == ["المرصد", "الامم المتحده"]


def test_an_official_taken_up_by_another_title_is_the_last_named_one() -> None:
    text = (
        "حذر منسق الإغاثة في السودان، طوني هارت، من مجاعة. وقال: «الطرق كلها مغلقة أمام القوافل منذ شهر كامل».\n"
        "وأضاف المسؤول الأممي: «الناس يأكلون علف الماشية في القرى المحاصرة»."
    )
    assert [quotation.speaker.name for quotation in read_report(text).quotations] == ["طوني هارت", "طوني هارت"]


def test_dots_between_letters_end_no_sentence_before_quoted_words() -> None:
    text = "وقال سامي نجار، مدير المركز لوكالة الأنباء (د.ب.أ): «هذه أكبر موجة نزوح نشهدها منذ سنوات طويلة»."
    assert [quotation.speaker.name for quotation in read_report(text).quotations] == ["سامي نجار"]
