"""The tab Work: the lawyer's reports and hours, what the post did, the consular notification; and the verbs that stand there."""

from typing import Any

from django import forms as django_forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import actions, art36, reporting, sealed_reading, workflow
from cases.actions.work import ALONE_UP_TO
from cases.forms import work as work_forms
from cases.models import Art36Fact, Case, ConsularAction, ProgressReport, TimeEntry
from cases.views.base import CaseTab, VerbPage

SHOWN = 100
ALARMS = {
    "not_informed": _("Nobody is known to have told the person of the right to consular contact."),
    "not_notified": _("The consulate has not been notified."),
    "found_out": _("The authority notified nobody: the consulate found out by itself."),
    "late": _("That is not without delay."),
    "no_contact": _("The consulate has not yet spoken with the person."),
}


class Work(CaseTab):
    tab = "case-work"
    template = "cases/work.html"
    makers = {
        "progress": lambda viewer, case, data: work_forms.ProgressForm(data),
        "time": lambda viewer, case, data: work_forms.TimeForm(data, initial={"day": timezone.localdate().isoformat()}),
        "consular_action": lambda viewer, case, data: work_forms.ConsularActionForm(data, case=case),
        "art36": lambda viewer, case, data: work_forms.Art36Form(data, case=case),
    }

    def shown(self, case: Case) -> dict[str, Any]:
        now = timezone.now()
        reports = self._reports(case)
        done = list(case.consular_actions.select_related("done_by", "facility", "approved_by", "refused_by")[:SHOWN])
        facts = list(case.art36_facts.select_related("recorded_by"))
        texts = sealed_reading.texts(case, report=reports, action=done, art36=facts, **self.who)
        may_approve = workflow.may("approve_money", case, self.viewer)
        return {
            "reports": [(report, texts.get(report.pk, {}).get("remark")) for report in reports],
            "owed": reporting.standing(case.matter, now),
            "done": [
                (action, texts.get(action.pk, {}), may_approve and action.is_waiting and self._is_second(action))
                for action in done
            ],
            "may_refuse": may_approve,
            "limits": " / ".join(f"{amount:,} {currency}" for currency, amount in ALONE_UP_TO.items()),
            **self._notification(facts, texts, now),
            **self._hours(case),
        }

    def _reports(self, case: Case) -> list[ProgressReport]:
        """The post reads those of every matter, a lawyer those of the matter that is theirs."""
        reports = ProgressReport.objects.filter(matter__case=case).select_related("written_by")
        return list((reports if workflow.is_of_post(case, self.viewer) else reports.filter(matter=case.matter))[:SHOWN])

    def _is_second(self, action: ConsularAction) -> bool:
        return self.viewer.user_id not in (action.recorded_by_id, action.done_by_id)

    @staticmethod
    def _notification(facts: list[Art36Fact], texts: sealed_reading.Texts, now: Any) -> dict[str, Any]:
        current = {fact.kind: fact for fact in facts if fact.superseded_at is None}
        notified = current.get(Art36Fact.Kind.NOTIFIED)
        found_out = notified is not None and notified.how == Art36Fact.How.FOUND
        ledger = art36.ledger({kind: fact.at for kind, fact in current.items()}, now, found_out=found_out)
        return {
            "facts": [(fact, texts.get(fact.pk, {}).get("remark")) for fact in current.values()],
            "replaced": [fact for fact in facts if fact.superseded_at is not None],
            "ledger": ledger,
            "alarms": [ALARMS[alarm] for alarm in ledger.alarms],
        }

    def _hours(self, case: Case) -> dict[str, Any]:
        """The lawyer reads the entries; the post the sum of each month, as the contract is billed."""
        if workflow.is_engaged_lawyer(case, self.viewer):
            entries = list(TimeEntry.objects.filter(matter=case.matter, lawyer=self.viewer.user_id)[:SHOWN])
            texts = sealed_reading.of_hours(case, entries, **self.who)
            return {
                "entries": [(entry, texts.get(entry.pk, {}).get("text")) for entry in entries],
                "months": TimeEntry.objects.filter(matter=case.matter, lawyer=self.viewer.user_id).by_month(),
                "may_void": workflow.may("void_time", case, self.viewer),
            }
        months = TimeEntry.objects.filter(matter__case=case).by_month()
        names = get_user_model().objects.in_bulk([month["lawyer"] for month in months])
        return {"months": [month | {"name": names[month["lawyer"]].display_name()} for month in months]}


class WorkPage(Work):
    pass


class ReportProgress(VerbPage, Work):
    verb = "progress"
    walled = True
    done = _("The report is kept. The post reads it now.")
    action = staticmethod(actions.report_progress)


class LogTime(VerbPage, Work):
    verb = "time"
    done = _("The time is kept.")
    action = staticmethod(actions.log_time)


class VoidTime(VerbPage, Work):
    verb = "void_time"
    done = _("The entry is void.")
    action = staticmethod(actions.void_time)


class RecordConsularAction(VerbPage, Work):
    verb = "consular_action"
    walled = True
    done = _("What was done is kept.")
    action = staticmethod(actions.record_consular_action)


class MoneyAnswer(VerbPage, Work):
    verb = "approve_money"

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        return {}


class ApproveMoney(MoneyAnswer):
    done = _("The money is approved.")
    action = staticmethod(actions.approve_money)


class RefuseMoney(MoneyAnswer):
    done = _("The money is refused.")
    action = staticmethod(actions.refuse_money)


class RecordArt36Fact(VerbPage, Work):
    verb = "art36"
    walled = True
    done = _("The fact is kept.")
    action = staticmethod(actions.record_art36_fact)
