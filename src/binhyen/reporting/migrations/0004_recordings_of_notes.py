from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0003_withdrawn_requests'),
    ]

    operations = [
        migrations.AddField(
            model_name='recording',
            name='notes',
            field=models.JSONField(default=list, verbose_name='Giải trình thay đổi'),
        ),
        migrations.AddField(
            model_name='recording',
            name='revision',
            field=models.PositiveIntegerField(default=0, verbose_name='Lần thay đổi'),
        ),
    ]
