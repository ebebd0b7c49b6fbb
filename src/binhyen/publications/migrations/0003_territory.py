from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publications", "0002_frozen_stays")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="territory",
            field=models.CharField(blank=True, default="", max_length=16, verbose_name="Địa bàn"),
        ),
    ]
