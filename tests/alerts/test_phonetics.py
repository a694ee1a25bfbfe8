"""How names sound: what a jail writes and what a mother says have one key."""

import pytest

from alerts import phonetics


@pytest.mark.parametrize(
    "spellings",
    [
        "Vázquez Vasques Basquez",
        "Jiménez Giménez Ximenes JIMENEZ",
        "Llanes Yanes Yáñez Yanez",
        "Hernández Ernandes HERNANDES",
        "González Gonsales Gonzalez",
        "Muñoz Munoz Munioz MUÑÓS",
        "Cervantes Servantes Zerbantes",
        "Huerta Güerta",
        "Quezada Kesada Quesada",
        "Chávez Chabes",
        "Ysabel Isabel",
        "Xóchitl Sochitl",
        "Guerrero Guerero",
        "Rodríguez Rodrigues",
    ],
)
def test_spellings_of_one_name_sound_alike(spellings):
    assert len({phonetics.sound(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["Mora Mota", "Pérez Flores", "Chávez Sabas", "Luna Lara"])
def test_other_names_do_not(pair):
    one, other = pair.split()
    assert phonetics.sound(one) != phonetics.sound(other)


def test_a_name_is_its_parts_without_particles_in_plain_letters():
    assert phonetics.plain("  Muñoz-Peña,  JOSÉ ") == "munoz pena jose"
    assert phonetics.parts("María de los Ángeles Muñoz y Peña") == ["maría", "ángeles", "muñoz", "peña"]
    assert phonetics.sounds("Ana ana ANA") == [phonetics.sound("Ana")]


@pytest.mark.parametrize("nothing", ["", " ", "12345", "--", "李小龙", "\x00", "🙂"])
def test_what_has_no_letter_of_ours_has_no_sound(nothing):
    assert [key for key in phonetics.sounds(nothing) if not key.isascii()] == []
    assert phonetics.plain(nothing) == ""
