from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("narratives", "0002_quoted_words")]

    operations = [migrations.RenameField("narrative", old_name="fingerprint", new_name="sha256")]
