"""Keys per matter for privileged notes, documents, and whether a lawyer leaves the file to a successor."""

import consular.privacy.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from consular.privacy import circles


def seal_in_circles(apps, schema_editor):
    """Privileged notes were sealed with the network's key: each goes under its matter's, for the lawyer or who follows.

    The rows of consular.privacy are those of its own migration 0003, on which this one depends.
    """
    Note = apps.get_model("cases", "Note")
    for note in Note.objects.filter(level__gte=4).select_related("matter"):
        stored = bytes(note.__dict__["text"])
        if stored[:1] == circles.VERSION:  # from before this was taken back
            Note.objects.filter(pk=note.pk).update(key_id=uuid.UUID(bytes=stored[1:17]))
            continue
        place = f"cases.note.text:{note.pk}"
        lawyer = note.matter.lawyer_id or note.author_id
        circles.admit(note.matter_id, lawyer)
        ring = circles.ring(note.matter_id, lawyer)
        sealed = ring.seal(note.text.encode(), place=place)
        Note.objects.filter(pk=note.pk).update(text=sealed, key_id=ring.key_id)
    # Whoever followed read the file until now: without a lawyer, it is left to the next.
    for note in Note.objects.filter(level__gte=4, matter__lawyer=None).order_by("author"):
        circles.expel(note.matter_id, note.author_id, to_successor=True)
    # Deferred foreign keys must be looked at before the table can be altered again.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_counsel'),
        ('privacy', '0003_vault'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'L1 · operational'), (2, 'L2 · consular, the post only'), (3, 'L3 · sensitive, officer in charge and lawyer'), (4, 'L4 · attorney-client, the lawyer only'), (5, 'L5 · protection-sensitive')], verbose_name='level')),
                ('is_shared', models.BooleanField(default=False, verbose_name='shared with the lawyer')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('identification', 'Identification'), ('court', 'Court paper'), ('evidence', 'Evidence'), ('medical', 'Medical record'), ('agreement', "Client's agreement"), ('correspondence', 'Correspondence'), ('consular_access', 'Letter asking for consular access'), ('bond_checklist', 'Checklist for a bond packet'), ('visit_sheet', 'Visit sheet'), ('other', 'Other document')], max_length=16, verbose_name='kind')),
                ('title', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='title')),
                ('content_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/jpeg', 'JPEG'), ('image/png', 'PNG')], max_length=16, verbose_name='type')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('sha256', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='SHA-256')),
                ('received_sha256', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='SHA-256 as received')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                ('withdrawal_reason', consular.privacy.fields.SealedTextField(blank=True, default=b'', verbose_name='why it was withdrawn')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
            },
        ),
        migrations.CreateModel(
            name='DocumentChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='note',
            name='note_privileged_belongs_to_the_matter',
        ),
        migrations.AddField(
            model_name='legalmatter',
            name='file_left_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='file left to the successor at'),
        ),
        migrations.AddField(
            model_name='note',
            name='key',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.circlekey'),
        ),
        migrations.AlterField(
            model_name='note',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='note',
            name='matter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.legalmatter'),
        ),
        migrations.RunPython(seal_in_circles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('key__isnull', True), ('level__in', [1, 2, 3]), ('matter__isnull', True)), models.Q(('case__isnull', True), ('is_shared', False), ('key__isnull', False), ('level__in', [4, 5]), ('matter__isnull', False)), _connector='OR'), name='note_privileged_belongs_to_the_matter'),
        ),
        migrations.AddField(
            model_name='document',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='document',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.case'),
        ),
        migrations.AddField(
            model_name='document',
            name='key',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy.circlekey'),
        ),
        migrations.AddField(
            model_name='document',
            name='matter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='cases.legalmatter'),
        ),
        migrations.AddField(
            model_name='document',
            name='supersedes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='cases.document', verbose_name='supersedes'),
        ),
        migrations.AddField(
            model_name='document',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by'),
        ),
        migrations.AddField(
            model_name='documentchunk',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='cases.document'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['case', '-added_at'], name='document_of_case'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['matter', '-added_at'], name='document_of_matter'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('key__isnull', True), ('level__in', [1, 2, 3]), ('matter__isnull', True)), models.Q(('case__isnull', True), ('is_shared', False), ('key__isnull', False), ('level__in', [4, 5]), ('matter__isnull', False)), _connector='OR'), name='document_belongs_by_level'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='document_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='document_withdrawn_by_a_person'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('supersedes', models.F('pk')), _negated=True), _connector='OR'), name='document_supersedes_another'),
        ),
        migrations.AddConstraint(
            model_name='documentchunk',
            constraint=models.UniqueConstraint(fields=('document', 'number'), name='document_chunk_once'),
        ),
    ]
