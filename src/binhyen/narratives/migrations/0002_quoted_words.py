from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("narratives", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="quote_start",
            field=models.PositiveIntegerField(default=0, verbose_name="Trích từ ký tự"),
            preserve_default=False,
        ),
    ]
