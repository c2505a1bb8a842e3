"""The application that granian serves: Django in threads, behind a gateway that receives bodies without any."""

from django.utils.module_loading import import_string

from playground.wsgi import application as django_application

# Its modules can only be imported now that Django is set up.
application = import_string("playground.serving.application.make_gateway")(django_application)
