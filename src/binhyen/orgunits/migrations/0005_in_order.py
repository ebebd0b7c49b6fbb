from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgunits", "0004_standing_in_time")]

    operations = [
        migrations.AddIndex(
            model_name="orgunitversion",
            index=models.Index(fields=["sort_key", "code", "unit"], name="version_in_order"),
        ),
        migrations.AddIndex(
            model_name="orgunitversion",
            index=models.Index(
                fields=["short_key"], opclasses=["text_pattern_ops"], name="version_by_own_name"
            ),
        ),
    ]
