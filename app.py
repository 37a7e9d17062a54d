from mpt import create_app

app = create_app()
