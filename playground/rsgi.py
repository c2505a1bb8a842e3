"""The RSGI application for granian: Django in threads, behind a gateway that receives request bodies."""

from django.utils.module_loading import import_string

from playground.wsgi import application as django_application

# The gateway's modules can only be imported after Django has been set up.
application = import_string("playground.serving.application.make_gateway")(django_application)
