"""What a page in another language may say: right sentences pass, and wrong ones are refused."""

import re

import pytest
from conftest import BOOK

from durand.prose.languages import Link, faults, fold, languages, own, sentences

LINKED = re.compile(r"\[([^\]]*)\]\(([a-z]+):([^)]*)\)")


def said(code: str, markdown: str, *, free: bool = False) -> list[str]:
    """Return what is wrong with a line of Markdown."""
    text, links, last = "", [], 0
    for match in LINKED.finditer(fold(markdown)):
        text += fold(markdown)[last : match.start()]
        links.append(Link(len(text), len(text) + len(match[1]), match[2], match[3]))
        text, last = text + match[1], match.end()
    text += fold(markdown)[last:]
    language = languages()[code]
    return [why for _, why in faults(text, links, language, own(BOOK, language), free=free)]


RIGHT = {
    "ur": [
        "UCDP کے مطابق 2024 میں [61 (51–105)](num:battle-deaths-durand-line-2024-ucdp) افراد ہلاک ہوئے۔",
        "اقوام متحدہ کی ایک رپورٹ کے مطابق [کم از کم 45](num:civilians-killed-2024-12-24-un) ہلاک ہوئے۔",
        "راہداری تجارت [59%](num:change-transit-fy2024) کم ہوئی۔",
        "راہداری تجارت میں تبدیلی [−59%](num:change-transit-fy2024) تھی۔",
        "حملے [586](num:attacks-2023-crss) سے بڑھ کر [909](num:attacks-2024-crss) ہو گئے۔",
        "CRSS کے اعداد سے ہماری تفریق میں [927](num:civilians-killed-2024-crss) نکلتے ہیں۔",
        "راہداری تجارت [کم ہوئی](is:transit-fell-fy2024)۔",
        "24 دسمبر 2024 کو، مالی سال 2023–24 میں، باب 5 کے مطابق، 1893 کی لائن پر۔",
        "دو شورشیں، پانچ مضامین اور 14 اگست۔",
        "پاکستان کا لفظ “دہشت گرد” ہے۔",
        "ڈیٹا بیس اور ورژن 2 کے 2024 والے صفحے۔",
    ],
    "prs": [
        "UCDP در این جنگ [۶۱ (۵۱–۱۰۵)](num:battle-deaths-durand-line-2024-ucdp) کشته در ۲۰۲۴ می‌شمارد.",
        "به گزارش ملل متحد [دست‌کم ۴۵](num:civilians-killed-2024-12-24-un) تن کشته شدند.",
        "ترانزیت [۵۹٪](num:change-transit-fy2024) کاهش یافت.",
        "تغییر ترانزیت [−۵۹٪](num:change-transit-fy2024) بود.",
        "حملات از [۵۸۶](num:attacks-2023-crss) به [۹۰۹](num:attacks-2024-crss) افزایش یافت.",
        "از ارقام CRSS با تفریق ما [۹۲۷](num:civilians-killed-2024-crss) تن می‌ماند.",
        "ترانزیت [کاهش یافت](is:transit-fell-fy2024).",
        "در ۲۴ دسمبر ۲۰۲۴، در سال مالی ۲۰۲۳–۲۴، در فصل ۵، در خط ۱۸۹۳.",
        "دو شورش، پنج مقاله و SMAA-2 از FY24.",
        "پاکستان «تروریستان» می‌گوید.",
        "کابل در می ۲۰۲۴ می‌گوید که چنین نبود.",
    ],
}  # fmt: skip

WRONG = {
    "ur": [
        ("CRSS کے مطابق [445](num:attacks-on-forces-2024-crss) حملے۔", "444"),
        ("CRSS کے مطابق [۴۴۴](num:attacks-on-forces-2024-crss) حملے۔", "writes numbers"),
        ("یہ ۲۰۲۴ کی بات ہے۔", "writes numbers"),
        ("[1٬065](num:customs-export-fy2024) ملین ڈالر۔", "writes numbers"),
        ("آمدنی کا [40%](num:customs-revenue-share-crossings-jadoon)۔", "about"),
        ("آمدنی کا [تقریباً 40](num:customs-revenue-share-crossings-jadoon)۔", "unit"),
        ("آمدنی کا [تقریباً 40 %](num:customs-revenue-share-crossings-jadoon)۔", "without a space"),
        ("[71](num:militants-killed-2024-12-24-sources) پاکستانی سکیورٹی ذرائع کے مطابق۔", "over"),
        ("اقوام متحدہ کی رپورٹ: [45 سے زائد](num:civilians-killed-2024-12-24-un)۔", "at least"),
        ("[61 (51–106)](num:battle-deaths-durand-line-2024-ucdp)، UCDP کے مطابق۔", "51–105"),
        ("راہداری تجارت [−59%](num:change-transit-fy2024) کم ہوئی۔", "minus"),
        ("راہداری تجارت [59%](num:change-transit-fy2024) بڑھی۔", "falls"),
        ("ٹماٹر کی قیمت [400% سے زائد](num:change-tomato-price-pakistan-2025-10) گھٹ گئی۔", "rises"),
        ("[685](num:security-killed-2024-crss) سکیورٹی اہلکار ہلاک ہوئے۔", "name ‘CRSS’"),
        ("CRSS کے اعداد میں [927](num:civilians-killed-2024-crss) ہیں۔", "ہمارے حساب"),
        ("CRSS یہ گنتا ہے۔ [685](num:security-killed-2024-crss) اہلکار ہلاک ہوئے۔", "name ‘CRSS’"),
        ("کل 300 لوگ ہلاک ہوئے۔", "‘300’"),
        ("کل پچاس لوگ ہلاک ہوئے۔", "‘پچاس’"),
        ("سینکڑوں لوگ ہلاک ہوئے۔", "‘سینکڑوں’"),
        ("وہاں تین عام شہری ہلاک ہوئے۔", "‘تین’"),
        ("حملے دگنے ہو گئے۔", "‘دگنے’"),
        ("ایک تہائی لوگ چلے گئے۔", "‘تہائی’"),
        ("آدھے ہلاک شدگان عام شہری تھے۔", "‘آدھے’"),
        ("یہاں 2024 حملے ہوئے۔", "‘2024’"),
        ("Ⅻ حملے ہوئے۔", "‘Ⅻ’"),
        ("راہداری تجارت [بڑھی](is:transit-fell-fy2024)۔", "fewer"),
        ("راہداری تجارت [کم نہیں ہوئی](is:transit-fell-fy2024)۔", "fewer"),
        ("2015 [سے زیادہ](is:organised-violence-most-since-2015-ucdp) ہلاکتیں۔", "most since"),
        ("[سب سے زیادہ](is:attacks-rose-2024-crss) حملے۔", "more"),
        ("حملے [909](num:attacks-2024-crss) سے بڑھ کر [586](num:attacks-2023-crss) ہوئے۔", "larger"),
        ("حملے [586](num:attacks-2023-crss) سے گھٹ کر [909](num:attacks-2024-crss) ہوئے۔", "larger"),
        ("[586](num:attacks-2023-crss) حملے [909](num:attacks-2024-crss) سے زیادہ ہیں۔", "larger"),
        ("CRSS 2023 میں [909](num:attacks-2024-crss) حملے گنتا ہے۔", "2024"),
        ("CRSS مارچ 2024 میں [125](num:attacks-2024-11-crss) حملے گنتا ہے۔", "November"),
        ("دہشت گرد وہاں تھے۔", "takes a side"),
        ("وہ شہید ہوئے۔", "takes a side"),
        ("[کم ہوئی](is:no-such-comparison)۔", "no comparison"),
        ("[9](num:no-such-row) حملے۔", "no evidence"),
    ],
    "prs": [
        ("[۴۴۵](num:attacks-on-forces-2024-crss) حمله به شمار CRSS.", "444"),
        ("[444](num:attacks-on-forces-2024-crss) حمله به شمار CRSS.", "writes numbers"),
        ("در 2024 چنین بود.", "writes numbers"),
        ("[۱,۰۶۵](num:customs-export-fy2024) میلیون دالر.", "writes numbers"),
        ("[۴۰٪](num:customs-revenue-share-crossings-jadoon) عواید.", "about"),
        ("[حدود ۴۰%](num:customs-revenue-share-crossings-jadoon) عواید.", "writes numbers"),
        ("به گزارش ملل متحد [بیش از ۴۵](num:civilians-killed-2024-12-24-un) تن.", "at least"),
        ("ترانزیت [−۵۹٪](num:change-transit-fy2024) کاهش یافت.", "minus"),
        ("ترانزیت [۵۹٪](num:change-transit-fy2024) افزایش یافت.", "falls"),
        ("[۶۸۵](num:security-killed-2024-crss) تن کشته شدند.", "name ‘CRSS’"),
        ("از ارقام CRSS [۹۲۷](num:civilians-killed-2024-crss) تن.", "محاسبهٔ ما"),
        ("در آن‌جا ۳۰۰ تن کشته شدند.", "‘۳۰۰’"),
        ("پنجاه تن کشته شدند.", "‘پنجاه’"),
        ("ده‌ها تن کشته شدند.", "‘ده‌ها’"),
        ("سه حمله رخ داد.", "‘سه’"),
        ("حملات دو برابر شد.", "‘دو برابر’"),
        ("نصف کشته‌ها ملکی بودند.", "‘نصف’"),
        ("ترانزیت [افزایش یافت](is:transit-fell-fy2024).", "fewer"),
        ("[بیشتر](is:organised-violence-most-since-2015-ucdp) از ۲۰۱۵.", "most since"),
        ("حملات [بیشترین](is:attacks-rose-2024-crss) بود.", "more"),
        ("از [۹۰۹](num:attacks-2024-crss) به [۵۸۶](num:attacks-2023-crss) افزایش یافت.", "larger"),
        ("از [۵۸۶](num:attacks-2023-crss) به [۹۰۹](num:attacks-2024-crss) کاهش یافت.", "larger"),
        ("[۵۸۶](num:attacks-2023-crss) حمله بیشتر از [۹۰۹](num:attacks-2024-crss) است.", "larger"),
        ("CRSS در ۲۰۲۳ [۹۰۹](num:attacks-2024-crss) حمله می‌شمارد.", "2024"),
        ("CRSS در مارچ ۲۰۲۴ [۱۲۵](num:attacks-2024-11-crss) حمله می‌شمارد.", "November"),
        ("تروریست‌ها آن‌جا بودند.", "takes a side"),
        ("او شهید شد.", "takes a side"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "sentence"), [(code, one) for code, listed in RIGHT.items() for one in listed]
)
def test_right_sentences_pass(code, sentence):
    assert said(code, sentence) == []


@pytest.mark.parametrize(
    ("code", "sentence", "told"), [(code, *one) for code, listed in WRONG.items() for one in listed]
)
def test_wrong_sentences_are_refused(code, sentence, told):
    found = said(code, sentence)
    assert any(told in one for one in found), found
    assert len(found) <= 2  # a digit of another script is no number either
