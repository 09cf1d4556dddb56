from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="member", name="members_mem_state_c6bd84_idx"),
        migrations.AddField(
            model_name="institution",
            name="is_offered",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="member",
            name="sort_name",
            field=models.CharField(blank=True, default="", editable=False, max_length=160),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                fields=["state", "sort_name", "id"], name="members_mem_state_26d572_idx"
            ),
        ),
    ]
