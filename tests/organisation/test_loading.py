"""Loading the reference data: complete, verified first, idempotent, and kind to corrections."""

import hashlib
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from consular.organisation import network_files
from consular.organisation.loading import load_network
from consular.organisation.models import (
    Consulate,
    County,
    Court,
    District,
    DistrictPart,
    Facility,
    Office,
    Place,
    PostalCode,
    ReferenceLoad,
)
from consular.organisation.network_files import BrokenReference, NetworkFiles

pytestmark = pytest.mark.django_db


@pytest.fixture
def copied_network(tmp_path, monkeypatch):
    """The shipped files in a folder that the test may change."""
    folder = tmp_path / "us-mx"
    shutil.copytree(network_files.REFERENCE / "us-mx", folder)
    monkeypatch.setattr(network_files, "REFERENCE", tmp_path)
    return folder


def reseal(folder) -> None:
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_everything_is_there(network):
    assert Consulate.objects.consulates().count() == 53
    assert Consulate.objects.get(code="CIAM").phone == "520-623-7874"
    assert Consulate.objects.get(code="SRE").kind == "ministry"
    assert County.objects.count() == 3231
    assert District.objects.count() == 53
    assert Facility.objects.count() == 202
    assert Court.objects.count() == 70
    assert Office.objects.count() == 270
    assert Place.objects.count() == 22046
    assert PostalCode.objects.count() == 41915


def test_every_consulate_falls_back_to_the_call_centre(network):
    assert set(Consulate.objects.consulates().values_list("fallback__code", flat=True)) == {"CIAM"}


def test_a_second_load_changes_nothing(network):
    before = ReferenceLoad.objects.count()
    versions = dict(District.objects.values_list("consulate__code", "version"))
    lines: list[str] = []

    load_network("us-mx", lines.append)

    assert "nothing changed" in lines[0]
    assert ReferenceLoad.objects.count() == before
    assert dict(District.objects.values_list("consulate__code", "version")) == versions


def test_a_load_names_whom_to_credit(network):
    assert any("GeoNames" in line for line in ReferenceLoad.objects.attributions())


def test_a_damaged_file_stops_the_load_with_a_sentence(network, copied_network):
    with (copied_network / "courts.csv").open("a") as file:
        file.write("\n")

    with pytest.raises(CommandError, match=r"courts\.csv was changed or damaged"):
        call_command("load_reference")


def test_a_file_that_is_not_listed_stops_the_load(network, copied_network):
    (copied_network / "extra.csv").write_text("x\n")

    with pytest.raises(BrokenReference, match=r"disagree about extra\.csv"):
        NetworkFiles.named("us-mx").verify()


def test_an_unknown_network_is_named_in_the_refusal(network):
    with pytest.raises(CommandError, match="There is no network 'xx-yy'; known: us-mx"):
        call_command("load_reference", network="xx-yy")


def test_new_files_replace_the_old_and_keep_what_people_corrected(network, copied_network):
    fresno, los_angeles = Consulate.objects.get(code="FRE"), Consulate.objects.get(code="LAX")
    County.objects.filter(code="06029").update(consulate=los_angeles, source="corrected")
    Consulate.objects.filter(code="HOU").update(emergency_phone="713-555-0142", contact_confidence="confirmed")
    Consulate.objects.filter(code="ATL").update(emergency_phone="404-555-0142")
    Facility.objects.filter(code="adelanto-ice-processing-center").update(is_active=False)
    courts = (copied_network / "courts.csv").read_text().splitlines(keepends=True)
    (copied_network / "courts.csv").write_text("".join(line for line in courts if not line.startswith("annandale,")))
    reseal(copied_network)

    load = load_network("us-mx")

    assert load.counts["courts"] == 69
    assert not Court.objects.get(code="annandale").is_active
    assert County.objects.get(code="06029").consulate == los_angeles
    assert not fresno.counties.filter(code="06029").exists()
    assert Consulate.objects.get(code="HOU").emergency_phone == "713-555-0142"
    assert Consulate.objects.get(code="ATL").emergency_phone == "404-736-4141"
    assert not Facility.objects.get(code="adelanto-ice-processing-center").is_active


def test_parts_are_small_and_districts_do_not_overlap(network):
    with connection.cursor() as cursor:
        cursor.execute("select max(st_npoints(area)), bool_and(st_isvalid(area)) from organisation_districtpart")
        assert cursor.fetchone() == (128, True)
        cursor.execute(
            "select count(*) from organisation_district a join organisation_district b "
            "on a.id < b.id and st_overlaps(a.boundary, b.boundary)"
        )
        assert cursor.fetchone() == (0,)
    assert DistrictPart.objects.values("district").distinct().count() == 53
