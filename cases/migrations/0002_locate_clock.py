"""The clock of a person whom nobody has located goes on in the case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="locate_step",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="steps of locating that are over"),
        ),
        migrations.AddField(
            model_name="case",
            name="locate_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="to be located by"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("locate_due_at__isnull", False)), fields=["locate_due_at"], name="case_locate_due"
            ),
        ),
    ]
